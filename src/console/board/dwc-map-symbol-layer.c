/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-symbol-layer.h"

#include <adwaita.h>
#include <math.h>

#include "dwc-map-base-layer.h"
#include "dwc-map-symbol-layer-private.h"
#include "dwc-map-words.h"

/*
 * A layer of our own, because libshumate's marker layer keeps a widget per marker and looks at all
 * of them for each. What is drawn comes from the layout; a frame projects it and paints cached
 * images, on whole device pixels so that text stays sharp. The frame clock ticks only while somebody
 * glides.
 */
G_DEFINE_FINAL_TYPE (DwcMapSymbolLayer, dwc_map_symbol_layer, SHUMATE_TYPE_LAYER)

enum
{
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Above this many drawings one picture of them all costs less than a node for each. */
#define MAX_NODES 500
/* How far a drawing reaches from its place. */
#define REACH 48.0

/* Paints sprites either as nodes of their own or into one picture. */
typedef struct
{
  GtkSnapshot *snapshot;
  cairo_t *cr;           /* (nullable) */
  DwcMapRendering rendering;
  double scale;
} Painter;

static void
paint (const Painter *painter,
       DwcMapSprite  *sprite,
       double         x,
       double         y)
{
  double left = floor ((x + sprite->dx) * painter->scale + 0.5) / painter->scale;
  double top = floor ((y + sprite->dy) * painter->scale + 0.5) / painter->scale;

  if (painter->cr != NULL)
    {
      cairo_set_source_surface (painter->cr, dwc_map_picture_get_surface (sprite->picture), left, top);
      cairo_paint (painter->cr);
      return;
    }

  dwc_map_picture_append (sprite->picture, painter->snapshot, painter->rendering,
                          &GRAPHENE_RECT_INIT ((float) left, (float) top, sprite->width, sprite->height));
}

/* Where a symbol is now, in world units. Returns whether it still moves. */
gboolean
dwc_map_symbol_layer_place (DwcMapSymbolLayer *self,
                            const DwcMapItem  *item,
                            gint64             frame_us,
                            DwcMapPoint       *place)
{
  const guint *members;
  const DwcMapPerson *people;
  gboolean moving = FALSE;
  guint n_people;

  *place = item->place;
  if (item->kind != DWC_MAP_ITEM_PERSON && item->kind != DWC_MAP_ITEM_PEOPLE)
    return FALSE;

  people = dwc_map_scene_get_people (self->scene, &n_people);
  members = dwc_map_layout_get_members (self->layout) + item->first;
  if (item->n == 1)
    return dwc_map_glide_sample (&people[members[0]].glide, frame_us, place);

  *place = (DwcMapPoint) { 0, 0 };
  for (guint i = 0; i < item->n; i++)
    {
      DwcMapPoint point;

      moving |= dwc_map_glide_sample (&people[members[i]].glide, frame_us, &point);
      place->x += point.x / item->n;
      place->y += point.y / item->n;
    }

  return moving;
}

void
dwc_map_symbol_layer_update (DwcMapSymbolLayer *self,
                             DwcMapProjection  *projection)
{
  gboolean art_changed = dwc_map_art_prepare (self->art, GTK_WIDGET (self));

  dwc_map_layer_project (SHUMATE_LAYER (self), projection);
  if (dwc_map_layout_update (self->layout, self->scene, self->art, art_changed, projection))
    dwc_map_symbol_layer_rematch_focus (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *frame_clock,
         gpointer       user_data)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (widget);

  if (!self->gliding)
    {
      self->tick_id = 0;
      return G_SOURCE_REMOVE;
    }

  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
set_gliding (DwcMapSymbolLayer *self,
             gboolean           gliding)
{
  self->gliding = gliding;
  if (gliding && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static gint64
frame_time (DwcMapSymbolLayer *self)
{
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  return frame_clock != NULL ? gdk_frame_clock_get_frame_time (frame_clock) : g_get_monotonic_time ();
}

static void
append_focus_ring (DwcMapSymbolLayer      *self,
                   const DwcMapProjection *projection,
                   GtkSnapshot            *snapshot)
{
  DwcScheme scheme = dwc_map_art_get_scheme (self->art);
  const GdkRGBA *accent = dwc_palette_get_surface (scheme, DWC_SURFACE_ACCENT_TEXT);
  const GdkRGBA *gap = dwc_palette_get_surface (scheme, DWC_SURFACE_POPOVER);
  const float width[4] = { 2, 2, 2, 2 };
  const float gap_width[4] = { 1, 1, 1, 1 };
  DwcMapProxy *focused = dwc_map_symbol_layer_get_focused_proxy (self);
  graphene_rect_t box;
  GskRoundedRect outline;
  guint n_items;
  DwcMapHit hit;

  dwc_map_layout_get_items (self->layout, &n_items);
  if (focused == NULL || dwc_map_proxy_get_item (focused) >= n_items)
    return;

  dwc_map_symbol_layer_fill_hit (self, dwc_map_proxy_get_item (focused), &hit);
  box = GRAPHENE_RECT_INIT ((float) hit.x - 24, (float) hit.y - 24, 48, 48);
  if (hit.kind == DWC_MAP_ITEM_JOB)
    box = GRAPHENE_RECT_INIT ((float) hit.x - 22, (float) hit.y - 20, 44, 42);

  gsk_rounded_rect_init_from_rect (&outline, &box, hit.kind == DWC_MAP_ITEM_JOB ? 8 : 24);
  gtk_snapshot_append_border (snapshot, &outline, width,
                              (GdkRGBA[4]) { *accent, *accent, *accent, *accent });
  gsk_rounded_rect_shrink (&outline, 2, 2, 2, 2);
  gtk_snapshot_append_border (snapshot, &outline, gap_width,
                              (GdkRGBA[4]) { *gap, *gap, *gap, *gap });
}

static void
paint_items (DwcMapSymbolLayer      *self,
             const DwcMapProjection *projection,
             const Painter          *painter)
{
  gint64 frame_us = frame_time (self);
  gboolean gliding = FALSE;
  guint n_items;
  DwcMapItem *items = dwc_map_layout_get_items (self->layout, &n_items);

  for (guint i = 0; i < n_items; i++)
    {
      DwcMapPoint place;
      double x, y;

      gliding |= dwc_map_symbol_layer_place (self, &items[i], frame_us, &place);
      dwc_map_projection_to_widget (projection, place.x, place.y, &x, &y);
      if (x < -REACH || y < -REACH || x > projection->width + REACH || y > projection->height + REACH)
        continue;

      x += items[i].shift_x;
      y += items[i].shift_y;
      if (items[i].wedge != NULL)
        paint (painter, items[i].wedge, x, y);
      paint (painter, items[i].body, x, y);
      if (items[i].chip != NULL)
        paint (painter, items[i].chip, x + items[i].chip_x, y + items[i].chip_y);
    }

  set_gliding (self, gliding);
}

static guint
count_drawings (const DwcMapItem *items,
                guint             n_items)
{
  guint n = 0;

  for (guint i = 0; i < n_items; i++)
    n += 1 + (items[i].wedge != NULL) + (items[i].chip != NULL);

  return n;
}

static void
paint_as_one (DwcMapSymbolLayer      *self,
              const DwcMapProjection *projection,
              Painter                *painter)
{
  int width = (int) projection->width;
  int height = (int) projection->height;
  DwcMapPicture *canvas = dwc_map_canvases_take (self->canvases, width, height, (int) painter->scale);

  painter->cr = cairo_create (dwc_map_picture_get_surface (canvas));
  paint_items (self, projection, painter);
  g_clear_pointer (&painter->cr, cairo_destroy);
  dwc_map_picture_append (canvas, painter->snapshot, painter->rendering,
                          &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static void
dwc_map_symbol_layer_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  Painter painter = { .snapshot = snapshot, .scale = gtk_widget_get_scale_factor (widget),
                      .rendering = dwc_map_picture_get_rendering (widget) };
  DwcMapProjection projection;
  DwcMapItem *items;
  guint n_items;

  if (width <= 0 || height <= 0)
    return;

  dwc_map_symbol_layer_update (self, &projection);
  items = dwc_map_layout_get_items (self->layout, &n_items);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (count_drawings (items, n_items) > MAX_NODES)
    paint_as_one (self, &projection, &painter);
  else
    paint_items (self, &projection, &painter);
  append_focus_ring (self, &projection, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
dwc_map_symbol_layer_measure (GtkWidget     *widget,
                              GtkOrientation orientation,
                              int            for_size,
                              int           *minimum,
                              int           *natural,
                              int           *minimum_baseline,
                              int           *natural_baseline)
{
  *minimum = 0;
  *natural = 0;
}

/* Not during the allocation: what answers may show or hide widgets. */
static gboolean
resized_cb (gpointer user_data)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (user_data);

  self->resize_id = 0;
  g_signal_emit (self, signals[RESIZED], 0, self->width, self->height);

  return G_SOURCE_REMOVE;
}

static void
dwc_map_symbol_layer_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (widget);

  dwc_map_symbol_layer_allocate_proxies (self);
  if (self->width == width && self->height == height)
    return;

  self->width = width;
  self->height = height;
  dwc_map_symbol_layer_settle_later (self, FALSE);
  if (self->resize_id == 0)
    self->resize_id = g_idle_add (resized_cb, self);
}

static void
scene_changed_cb (DwcMapSymbolLayer *self,
                  guint              changes)
{
  dwc_map_layout_note (self->layout, (DwcMapChange) changes);
  dwc_map_symbol_layer_settle_later (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
selection_changed_cb (DwcMapSymbolLayer *self)
{
  dwc_map_layout_select (self->layout, dwd_selection_get_job (self->selection),
                         dwd_selection_get_technician (self->selection));
  dwc_map_symbol_layer_settle_later (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
viewport_cb (DwcMapSymbolLayer *self)
{
  dwc_map_symbol_layer_settle_later (self, TRUE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
dwc_map_symbol_layer_dispose (GObject *object)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (object);

  dwc_map_symbol_layer_free_proxies (self);
  g_clear_handle_id (&self->resize_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  g_clear_object (&self->scene);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (dwc_map_symbol_layer_parent_class)->dispose (object);
}

static void
dwc_map_symbol_layer_finalize (GObject *object)
{
  DwcMapSymbolLayer *self = DWC_MAP_SYMBOL_LAYER (object);

  g_ptr_array_unref (self->proxies);
  dwc_map_canvases_free (self->canvases);
  dwc_map_layout_free (self->layout);
  dwc_map_art_free (self->art);

  G_OBJECT_CLASS (dwc_map_symbol_layer_parent_class)->finalize (object);
}

static void
add_key (GtkWidgetClass *widget_class,
         guint           key,
         const char     *action)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, action, NULL);
}

static void
add_pan_key (GtkWidgetClass *widget_class,
             guint           key,
             guint           keypad_key,
             double          dx,
             double          dy)
{
  gtk_widget_class_add_binding_action (widget_class, key, 0, "map.pan", "(dd)", dx, dy);
  gtk_widget_class_add_binding_action (widget_class, keypad_key, 0, "map.pan", "(dd)", dx, dy);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  add_pan_key (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_pan_key (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_pan_key (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  add_pan_key (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  add_key (widget_class, GDK_KEY_plus, "map.zoom-in");
  add_key (widget_class, GDK_KEY_equal, "map.zoom-in");
  add_key (widget_class, GDK_KEY_KP_Add, "map.zoom-in");
  add_key (widget_class, GDK_KEY_minus, "map.zoom-out");
  add_key (widget_class, GDK_KEY_KP_Subtract, "map.zoom-out");
  add_key (widget_class, GDK_KEY_Home, "map.fit");
  add_key (widget_class, GDK_KEY_n, "map.next");
  add_key (widget_class, GDK_KEY_p, "map.previous");
  add_key (widget_class, GDK_KEY_space, "map.select");
  add_key (widget_class, GDK_KEY_Return, "map.activate");
  add_key (widget_class, GDK_KEY_KP_Enter, "map.activate");
  add_key (widget_class, GDK_KEY_Menu, "map.menu");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_SHIFT_MASK, "map.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "map.menu", NULL);
}

static void
dwc_map_symbol_layer_class_init (DwcMapSymbolLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_map_symbol_layer_dispose;
  object_class->finalize = dwc_map_symbol_layer_finalize;
  widget_class->snapshot = dwc_map_symbol_layer_snapshot;
  widget_class->measure = dwc_map_symbol_layer_measure;
  widget_class->size_allocate = dwc_map_symbol_layer_size_allocate;
  widget_class->focus = dwc_map_symbol_layer_focus;

  /* The layer has another size: int width, int height. */
  signals[RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "mapsymbols");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  add_keys (widget_class);
}

static void
dwc_map_symbol_layer_init (DwcMapSymbolLayer *self)
{
  self->art = dwc_map_art_new ();
  self->layout = dwc_map_layout_new ();
  self->canvases = dwc_map_canvases_new ();
  self->proxies = g_ptr_array_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static void
connect_style (DwcMapSymbolLayer *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

/**
 * dwc_map_symbol_layer_new:
 * @viewport: where the map looks
 * @scene: what there is to see
 * @selection: the selection, shown and not changed here
 *
 * Returns: (transfer floating): the layer
 */
DwcMapSymbolLayer *
dwc_map_symbol_layer_new (ShumateViewport *viewport,
                          DwcMapScene     *scene,
                          DwdSelection    *selection)
{
  DwcMapSymbolLayer *self = g_object_new (DWC_TYPE_MAP_SYMBOL_LAYER, "viewport", viewport, NULL);

  self->scene = g_object_ref (scene);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (scene, "changed", G_CALLBACK (scene_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (viewport_cb), self, G_CONNECT_SWAPPED);
  connect_style (self);
  selection_changed_cb (self);

  return self;
}

void
dwc_map_symbol_layer_fill_hit (DwcMapSymbolLayer *self,
                               guint              item,
                               DwcMapHit         *hit)
{
  DwcMapProjection projection;
  DwcMapPoint place;
  guint n_items;
  const DwcMapItem *found = &dwc_map_layout_get_items (self->layout, &n_items)[item];

  dwc_map_layer_project (SHUMATE_LAYER (self), &projection);
  dwc_map_symbol_layer_place (self, found, frame_time (self), &place);
  hit->kind = found->kind;
  hit->members = dwc_map_layout_get_members (self->layout) + found->first;
  hit->n = found->n;
  dwc_map_projection_to_widget (&projection, place.x, place.y, &hit->x, &hit->y);
  hit->x += found->shift_x;
  hit->y += found->shift_y;
  /* A pin marks its place with the tip: its middle lies above. */
  if (found->kind == DWC_MAP_ITEM_JOB)
    hit->y -= 17;
}

static gboolean
item_covers (const DwcMapItem *item,
             double            dx,
             double            dy)
{
  dx -= item->shift_x;
  dy -= item->shift_y;
  if (item->chip != NULL && fabs (dx - item->chip_x) <= item->chip->width / 2 && dy >= item->chip_y &&
      dy <= item->chip_y + item->chip->height)
    return TRUE;

  switch (item->kind)
    {
    case DWC_MAP_ITEM_JOB:
      return fabs (dx) <= 17 && dy <= 2 && dy >= -32;

    case DWC_MAP_ITEM_PERSON:
      return hypot (dx, dy) <= 17;

    case DWC_MAP_ITEM_JOBS:
    case DWC_MAP_ITEM_PEOPLE:
    default:
      return hypot (dx, dy) <= 21;
    }
}

/**
 * dwc_map_symbol_layer_pick:
 * @self: the layer
 * @x: pixels from its left edge
 * @y: pixels from its upper edge
 * @hit: (out): the symbol there
 *
 * Returns: whether there is one
 */
gboolean
dwc_map_symbol_layer_pick (DwcMapSymbolLayer *self,
                           double             x,
                           double             y,
                           DwcMapHit         *hit)
{
  gint64 frame_us = frame_time (self);
  DwcMapProjection projection;
  DwcMapItem *items;
  guint n_items;

  dwc_map_symbol_layer_update (self, &projection);
  items = dwc_map_layout_get_items (self->layout, &n_items);
  for (guint i = n_items; i-- > 0;)
    {
      DwcMapPoint place;
      double item_x, item_y;

      dwc_map_symbol_layer_place (self, &items[i], frame_us, &place);
      dwc_map_projection_to_widget (&projection, place.x, place.y, &item_x, &item_y);
      if (!item_covers (&items[i], x - item_x, y - item_y))
        continue;
      dwc_map_symbol_layer_fill_hit (self, i, hit);
      return TRUE;
    }

  return FALSE;
}

/**
 * dwc_map_symbol_layer_get_art:
 * @self: the layer
 *
 * Returns: (transfer none): its drawings, for a legend in the same look
 */
DwcMapArt *
dwc_map_symbol_layer_get_art (DwcMapSymbolLayer *self)
{
  dwc_map_art_prepare (self->art, GTK_WIDGET (self));
  return self->art;
}

static char *
describe_jobs (DwcMapSymbolLayer *self,
               const DwcMapHit   *hit)
{
  guint n_jobs, counts[DWD_N_JOB_STATUSES] = { 0 };
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (self->scene, &n_jobs);

  for (guint i = 0; i < hit->n; i++)
    counts[dwd_job_get_status (jobs[hit->members[i]].job)]++;

  return dwc_map_words_dup_jobs (counts);
}

static char *
describe_people (DwcMapSymbolLayer *self,
                 const DwcMapHit   *hit)
{
  guint n_people, n_late = 0;
  const DwcMapPerson *people = dwc_map_scene_get_people (self->scene, &n_people);

  for (guint i = 0; i < hit->n; i++)
    {
      const DwcMapPerson *person = &people[hit->members[i]];

      n_late += person->presence != DWC_MAP_PRESENCE_OFF && person->lateness_us >= DWD_USEC_PER_MINUTE;
    }

  return dwc_map_words_dup_people (hit->n, n_late);
}

/**
 * dwc_map_symbol_layer_describe:
 * @self: the layer
 * @hit: one of its symbols
 *
 * Returns: (transfer full): the symbol in words
 */
char *
dwc_map_symbol_layer_describe (DwcMapSymbolLayer *self,
                               const DwcMapHit   *hit)
{
  guint n;

  switch (hit->kind)
    {
    case DWC_MAP_ITEM_JOB:
      return dwc_map_words_dup_job (dwc_map_scene_get_jobs (self->scene, &n)[hit->members[0]].job);

    case DWC_MAP_ITEM_PERSON:
      return dwc_map_words_dup_person (&dwc_map_scene_get_people (self->scene, &n)[hit->members[0]],
                                       dwc_map_scene_get_now (self->scene));

    case DWC_MAP_ITEM_PEOPLE:
      return describe_people (self, hit);

    case DWC_MAP_ITEM_JOBS:
    default:
      return describe_jobs (self, hit);
    }
}
