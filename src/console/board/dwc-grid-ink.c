/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-ink.h"

#include <math.h>

/* Pixels of the pictures are three quarters of a point. */
#define POINTS_PER_PIXEL 0.75

struct _DwcGridInk
{
  GObject         parent_instance;

  PangoContext   *context;       /* (owned) (nullable): of the grid's widget */
  GtkIconTheme   *theme;         /* (unowned): of the display */
  GtkTextDirection direction;
  DwcScheme       scheme;
  int             scale;         /* of the output */
  guint           context_serial;
  DwcGridMetrics  metrics;
  GHashTable     *icons;         /* (owned): IconKey → GdkTexture */
  GHashTable     *hatches;       /* (owned): HatchKey → GdkTexture */
};

G_DEFINE_FINAL_TYPE (DwcGridInk, dwc_grid_ink, G_TYPE_OBJECT)

typedef struct
{
  const char *name;   /* interned */
  int         size;
  guint32     colour;
} TextureKey;

/* Period in pixels; how the lines run; their weight. */
typedef struct
{
  int    period;
  int    slope;    /* 1: rising, -1: falling, 0: upright */
  double weight;
  double dash;     /* 0: solid */
} HatchStyle;

static const HatchStyle hatch_styles[DWC_GRID_N_HATCHES] = {
  [DWC_GRID_HATCH_OFF] = { 12, 1, 1.0, 0 },
  [DWC_GRID_HATCH_TRAVEL] = { 5, 1, 1.6, 0 },
  [DWC_GRID_HATCH_DOTS] = { 5, 1, 1.6, 1.6 },
  [DWC_GRID_HATCH_HEAT] = { 8, 1, 1.6, 0 },
  [DWC_GRID_HATCH_OVERLAP] = { 6, -1, 1.6, 0 },
  [DWC_GRID_HATCH_TICKS] = { 9, 0, 1.0, 0 },
};

/* Big enough that an off-shift row takes few of them, small enough to copy in no time. */
#define TILE_REPEATS_X 24
#define TILE_REPEATS_Y 5

static guint32
pack_colour (const GdkRGBA *colour)
{
  return ((guint32) lroundf (colour->red * 255) << 24) | ((guint32) lroundf (colour->green * 255) << 16)
         | ((guint32) lroundf (colour->blue * 255) << 8) | (guint32) lroundf (colour->alpha * 255);
}

static guint
texture_key_hash (gconstpointer data)
{
  const TextureKey *key = data;

  return g_direct_hash (key->name) ^ ((guint) key->size * 31u) ^ key->colour;
}

static gboolean
texture_key_equal (gconstpointer a,
                   gconstpointer b)
{
  const TextureKey *key_a = a;
  const TextureKey *key_b = b;

  return key_a->name == key_b->name && key_a->size == key_b->size && key_a->colour == key_b->colour;
}

static void
dwc_grid_ink_finalize (GObject *object)
{
  DwcGridInk *self = DWC_GRID_INK (object);

  g_clear_object (&self->context);
  g_hash_table_unref (self->icons);
  g_hash_table_unref (self->hatches);

  G_OBJECT_CLASS (dwc_grid_ink_parent_class)->finalize (object);
}

static void
dwc_grid_ink_class_init (DwcGridInkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dwc_grid_ink_finalize;
}

static void
compute_metrics (DwcGridMetrics *metrics,
                 double          text_scale)
{
  metrics->text_scale = text_scale;
  metrics->row_height = (int) lround (36 * text_scale);
  metrics->lane_height = (int) lround (32 * text_scale);
  metrics->group_height = (int) lround (24 * text_scale);
  metrics->axis_height = (int) lround (28 * text_scale);
  metrics->head_width = (int) lround (206 * text_scale);
  metrics->body_top = (int) lround (4 * text_scale);
  metrics->body_height = (int) lround (24 * text_scale);
  metrics->travel_height = (int) lround (10 * text_scale);
  metrics->icon = (int) lround (12 * text_scale);
  metrics->mark = (int) lround (16 * text_scale);
}

static void
dwc_grid_ink_init (DwcGridInk *self)
{
  self->icons = g_hash_table_new_full (texture_key_hash, texture_key_equal, g_free, g_object_unref);
  self->hatches = g_hash_table_new_full (texture_key_hash, texture_key_equal, g_free, g_object_unref);
  self->scale = 1;
  self->direction = GTK_TEXT_DIR_LTR;
  compute_metrics (&self->metrics, 1.0);
}

DwcGridInk *
dwc_grid_ink_new (void)
{
  return g_object_new (DWC_TYPE_GRID_INK, NULL);
}

static double
get_text_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? CLAMP (dpi / (96.0 * PANGO_SCALE), 0.5, 4.0) : 1.0;
}

/**
 * dwc_grid_ink_update:
 * @self: the ink
 * @widget: the grid
 *
 * Looks at scheme, text size, fonts and output again.
 *
 * Returns: whether anything differs, so that everything must be drawn anew
 */
gboolean
dwc_grid_ink_update (DwcGridInk *self,
                     GtkWidget  *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  DwcScheme scheme = dwc_palette_get_scheme ();
  int scale = gtk_widget_get_scale_factor (widget);
  double text_scale = get_text_scale (widget);
  guint serial = pango_context_get_serial (context);
  GtkTextDirection direction = gtk_widget_get_direction (widget);

  if (context == self->context && scheme == self->scheme && scale == self->scale
      && serial == self->context_serial && direction == self->direction
      && text_scale == self->metrics.text_scale)
    return FALSE;

  if (scale != self->scale || direction != self->direction || scheme != self->scheme
      || text_scale != self->metrics.text_scale)
    {
      g_hash_table_remove_all (self->icons);
      g_hash_table_remove_all (self->hatches);
    }

  g_set_object (&self->context, context);
  self->theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  self->direction = direction;
  self->scheme = scheme;
  self->scale = scale;
  self->context_serial = serial;
  compute_metrics (&self->metrics, text_scale);

  return TRUE;
}

const DwcGridMetrics *
dwc_grid_ink_get_metrics (DwcGridInk *self)
{
  return &self->metrics;
}

/**
 * dwc_grid_ink_is_contrast:
 * @self: the ink
 *
 * Returns: whether the scheme is one of high contrast: tints are plain, everything has an outline,
 *   hatches are twice as heavy
 */
gboolean
dwc_grid_ink_is_contrast (DwcGridInk *self)
{
  return self->scheme == DWC_SCHEME_HC_LIGHT || self->scheme == DWC_SCHEME_HC_DARK;
}

gboolean
dwc_grid_ink_is_rtl (DwcGridInk *self)
{
  return self->direction == GTK_TEXT_DIR_RTL;
}

const GdkRGBA *
dwc_grid_ink_get_surface (DwcGridInk *self,
                          DwcSurface  surface)
{
  return dwc_palette_get_surface (self->scheme, surface);
}

const DwcRoleColours *
dwc_grid_ink_get_role (DwcGridInk *self,
                       DwcRole     role)
{
  return dwc_palette_get_role (self->scheme, role);
}

static double
get_text_pixels (DwcGridText kind)
{
  switch (kind)
    {
    case DWC_GRID_TEXT_NAME:
    case DWC_GRID_TEXT_BASE:
      return 13;
    case DWC_GRID_TEXT_LINE:
    case DWC_GRID_TEXT_STRONG:
      return 11.5;
    case DWC_GRID_TEXT_INITIALS:
      return 9.5;
    case DWC_GRID_TEXT_BAR:
    case DWC_GRID_TEXT_AXIS:
    default:
      return 12;
    }
}

static PangoWeight
get_text_weight (DwcGridText kind)
{
  switch (kind)
    {
    case DWC_GRID_TEXT_NAME:
    case DWC_GRID_TEXT_STRONG:
    case DWC_GRID_TEXT_INITIALS:
      return PANGO_WEIGHT_BOLD;
    case DWC_GRID_TEXT_AXIS:
      return PANGO_WEIGHT_MEDIUM;
    case DWC_GRID_TEXT_BAR:
    case DWC_GRID_TEXT_BASE:
    case DWC_GRID_TEXT_LINE:
    default:
      return PANGO_WEIGHT_NORMAL;
    }
}

/**
 * dwc_grid_ink_create_layout:
 * @self: the ink, updated once
 * @kind: size and weight
 * @text: the text
 *
 * Returns: (transfer full): a layout of one line that ends in an ellipsis where it gets a width;
 *   its digits all have the same width
 */
PangoLayout *
dwc_grid_ink_create_layout (DwcGridInk  *self,
                            DwcGridText  kind,
                            const char  *text)
{
  PangoLayout *layout = pango_layout_new (self->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) lround (get_text_pixels (kind)
                                                                         * POINTS_PER_PIXEL * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_weight_new (get_text_weight (kind)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

/**
 * dwc_grid_ink_embolden:
 * @layout: a layout
 * @n_bytes: how much of its start becomes bold
 * @strike: whether all of it is struck through
 */
void
dwc_grid_ink_embolden (PangoLayout *layout,
                       guint        n_bytes,
                       gboolean     strike)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = 0;
  bold->end_index = n_bytes;
  pango_attr_list_change (attributes, bold);
  if (strike)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  pango_layout_set_attributes (layout, attributes);
}

/**
 * dwc_grid_ink_draw_layout:
 * @self: the ink
 * @snapshot: where to
 * @layout: one line
 * @x: its left edge
 * @centre_y: the middle of its height
 * @colour: of the text
 */
void
dwc_grid_ink_draw_layout (DwcGridInk    *self,
                          GtkSnapshot   *snapshot,
                          PangoLayout   *layout,
                          double         x,
                          double         centre_y,
                          const GdkRGBA *colour)
{
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x),
                                                          (float) round (centre_y - height / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static GdkTexture *
render_node (GskRenderNode *node,
             int            width,
             int            height,
             int            scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;
  GdkTexture *texture;
  int stride = cairo_image_surface_get_stride (surface);

  cairo_scale (cr, scale, scale);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize) stride * (gsize) (height * scale));
  texture = gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, stride);
  cairo_surface_destroy (surface);

  return texture;
}

static GdkTexture *
render_icon (DwcGridInk    *self,
             const char    *name,
             int            size,
             const GdkRGBA *colour)
{
  g_autoptr (GtkIconPaintable) icon = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };

  icon = gtk_icon_theme_lookup_icon (self->theme, name, NULL, size, self->scale, self->direction,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), GDK_SNAPSHOT (snapshot),
                                            size, size, colours, G_N_ELEMENTS (colours));
  node = gtk_snapshot_to_node (snapshot);

  return render_node (node, size, size, self->scale);
}

static GdkTexture *
look_up (GHashTable       *table,
         const TextureKey *key)
{
  return g_hash_table_lookup (table, key);
}

static void
keep (GHashTable       *table,
      const TextureKey *key,
      GdkTexture       *texture)
{
  g_hash_table_insert (table, g_memdup2 (key, sizeof *key), texture);
}

/**
 * dwc_grid_ink_draw_icon:
 * @self: the ink
 * @snapshot: where to
 * @name: a symbolic name
 * @size: in pixels
 * @x: left edge
 * @y: top edge
 * @colour: of the symbol
 */
void
dwc_grid_ink_draw_icon (DwcGridInk    *self,
                        GtkSnapshot   *snapshot,
                        const char    *name,
                        int            size,
                        double         x,
                        double         y,
                        const GdkRGBA *colour)
{
  TextureKey key = { g_intern_string (name), size, pack_colour (colour) };
  GdkTexture *texture = look_up (self->icons, &key);

  if (texture == NULL)
    {
      texture = render_icon (self, name, size, colour);
      keep (self->icons, &key, texture);
    }

  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT ((float) round (x), (float) round (y), size, size));
}

static void
stroke_hatch (cairo_t          *cr,
              const HatchStyle *style,
              double            period,
              int               width,
              int               height)
{
  for (double x = -height - period; x < width + height + period; x += period)
    {
      if (style->slope == 0)
        {
          cairo_move_to (cr, x + period / 2, 0);
          cairo_line_to (cr, x + period / 2, height);
        }
      else
        {
          /* Past both ends, so that the caps of the lines lie outside the tile. */
          double y_from = style->slope > 0 ? height + period : -period;
          double y_to = style->slope > 0 ? -period : height + period;

          cairo_move_to (cr, x - period, y_from);
          cairo_line_to (cr, x + height + period, y_to);
        }
    }
  cairo_stroke (cr);
}

static GdkTexture *
render_hatch (DwcGridInk       *self,
              const HatchStyle *style,
              int               width,
              int               height,
              double            period,
              const GdkRGBA    *colour)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  double weight = style->weight * (dwc_grid_ink_is_contrast (self) ? 2 : 1);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, weight);
  if (style->dash > 0)
    cairo_set_dash (cr, (double[]) { style->dash, style->dash * 1.6 }, 2, 0);
  stroke_hatch (cr, style, period, width, height);
  cairo_destroy (cr);
  node = gtk_snapshot_to_node (snapshot);

  return render_node (node, width, height, self->scale);
}

/**
 * dwc_grid_ink_draw_hatch:
 * @self: the ink
 * @snapshot: where to
 * @hatch: which
 * @area: filled with it, from its own corner
 * @colour: of the lines
 */
void
dwc_grid_ink_draw_hatch (DwcGridInk            *self,
                         GtkSnapshot           *snapshot,
                         DwcGridHatch           hatch,
                         const graphene_rect_t *area,
                         const GdkRGBA         *colour)
{
  const HatchStyle *style = &hatch_styles[hatch];
  int period = (int) lround (style->period * self->metrics.text_scale);
  int width = period * TILE_REPEATS_X;
  int height = period * TILE_REPEATS_Y;
  TextureKey key = { NULL, (int) hatch, pack_colour (colour) };
  GdkTexture *texture;
  float right = area->origin.x + area->size.width;
  float bottom = area->origin.y + area->size.height;

  if (area->size.width < 1 || area->size.height < 1)
    return;

  texture = look_up (self->hatches, &key);
  if (texture == NULL)
    {
      texture = render_hatch (self, style, width, height, period, colour);
      keep (self->hatches, &key, texture);
    }

  gtk_snapshot_push_clip (snapshot, area);
  for (float y = area->origin.y; y < bottom; y += height)
    {
      for (float x = area->origin.x; x < right; x += width)
        gtk_snapshot_append_texture (snapshot, texture, &GRAPHENE_RECT_INIT (x, y, width, height));
    }
  gtk_snapshot_pop (snapshot);
}

/**
 * dwc_grid_ink_fill_round:
 * @snapshot: where to
 * @area: the box
 * @radius: of its corners
 * @colour: of the fill
 *
 * A filled rounded box as one border that is all border: that is a single path for the renderers,
 * where a clip and a fill would be a mask and two.
 */
void
dwc_grid_ink_fill_round (GtkSnapshot           *snapshot,
                         const graphene_rect_t *area,
                         float                  radius,
                         const GdkRGBA         *colour)
{
  float half = MIN (area->size.width, area->size.height) / 2;

  dwc_grid_ink_draw_outline (snapshot, area, radius, half, colour);
}

void
dwc_grid_ink_draw_outline (GtkSnapshot           *snapshot,
                           const graphene_rect_t *area,
                           float                  radius,
                           float                  width,
                           const GdkRGBA         *colour)
{
  GskRoundedRect outline;

  if (area->size.width < 1 || area->size.height < 1)
    return;

  gsk_rounded_rect_init_from_rect (&outline, area, MIN (radius, area->size.width / 2));
  gtk_snapshot_append_border (snapshot, &outline, (float[]) { width, width, width, width },
                              (GdkRGBA[]) { *colour, *colour, *colour, *colour });
}

/**
 * dwc_grid_ink_draw_edge:
 * @snapshot: where to
 * @area: the box
 * @radius: of its corners
 * @width: of the edge
 * @at_right: whether it is the right one
 * @colour: of the edge
 */
void
dwc_grid_ink_draw_edge (GtkSnapshot           *snapshot,
                        const graphene_rect_t *area,
                        float                  radius,
                        float                  width,
                        gboolean               at_right,
                        const GdkRGBA         *colour)
{
  GskRoundedRect outline;

  if (area->size.width < width)
    return;

  gsk_rounded_rect_init_from_rect (&outline, area, MIN (radius, area->size.width / 2));
  gtk_snapshot_append_border (snapshot, &outline,
                              (float[]) { 0, at_right ? width : 0, 0, at_right ? 0 : width },
                              (GdkRGBA[]) { *colour, *colour, *colour, *colour });
}

/**
 * dwc_grid_ink_draw_dashes:
 * @snapshot: where to
 * @area: the box
 * @radius: of its corners
 * @width: of the line, drawn inside the box
 * @dash: length of a dash and of the gap behind it
 * @colour: of the line
 */
void
dwc_grid_ink_draw_dashes (GtkSnapshot           *snapshot,
                          const graphene_rect_t *area,
                          float                  radius,
                          float                  width,
                          float                  dash,
                          const GdkRGBA         *colour)
{
  double inset = width / 2.0;
  double x = area->origin.x + inset;
  double y = area->origin.y + inset;
  double right = area->origin.x + area->size.width - inset;
  double bottom = area->origin.y + area->size.height - inset;
  double round = MIN (radius, (right - x) / 2);
  cairo_t *cr;

  if (area->size.width < 3 || area->size.height < 3)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, area);
  cairo_new_path (cr);
  cairo_arc (cr, right - round, y + round, round, -G_PI_2, 0);
  cairo_arc (cr, right - round, bottom - round, round, 0, G_PI_2);
  cairo_arc (cr, x + round, bottom - round, round, G_PI_2, G_PI);
  cairo_arc (cr, x + round, y + round, round, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, (double[]) { dash, dash }, 2, 0);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

GdkRGBA
dwc_grid_ink_fade (const GdkRGBA *colour,
                   float          alpha)
{
  GdkRGBA faded = *colour;

  faded.alpha *= alpha;

  return faded;
}
