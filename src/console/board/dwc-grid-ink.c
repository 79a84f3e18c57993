/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-ink-private.h"

#include <math.h>

/* Pixels of the pictures are three quarters of a point. */
#define POINTS_PER_PIXEL 0.75

G_DEFINE_FINAL_TYPE (DwcGridInk, dwc_grid_ink, G_TYPE_OBJECT)

/* Period in pixels; how the lines run; their weight. */
typedef struct
{
  int period;
  int slope;       /* 1: rising, -1: falling, 0: upright */
  double weight;
  double dash;     /* 0: solid */
} HatchStyle;

static const HatchStyle hatch_styles[DWC_GRID_N_HATCHES] = {
  [DWC_GRID_HATCH_OFF] = { 12, 1, 1.0, 0 },
  [DWC_GRID_HATCH_TRAVEL] = { 5, 1, 1.4, 0 },
  [DWC_GRID_HATCH_DOTS] = { 5, 1, 1.4, 1.6 },
  [DWC_GRID_HATCH_HEAT] = { 8, 1, 1.6, 0 },
  [DWC_GRID_HATCH_OVERLAP] = { 6, -1, 1.6, 0 },
  [DWC_GRID_HATCH_TICKS] = { 9, 0, 1.0, 0 },
};

/* A tile of a few periods repeats without a seam, and is stepped through faster than one. */
#define TILE_REPEATS 4

static guint32
pack_colour (const GdkRGBA *colour)
{
  return ((guint32) lroundf (colour->red * 255) << 24) | ((guint32) lroundf (colour->green * 255) << 16)
         | ((guint32) lroundf (colour->blue * 255) << 8) | (guint32) lroundf (colour->alpha * 255);
}

static guint
picture_key_hash (gconstpointer data)
{
  const DwcGridPictureKey *key = data;

  return g_direct_hash (key->name) ^ ((guint) key->variant * 31u) ^ ((guint) key->kind * 1009u) ^ key->colour;
}

static gboolean
picture_key_equal (gconstpointer a,
                   gconstpointer b)
{
  const DwcGridPictureKey *key_a = a;
  const DwcGridPictureKey *key_b = b;

  return key_a->kind == key_b->kind && key_a->name == key_b->name
         && key_a->variant == key_b->variant && key_a->colour == key_b->colour;
}

static void
dwc_grid_ink_finalize (GObject *object)
{
  DwcGridInk *self = DWC_GRID_INK (object);

  g_clear_object (&self->context);
  g_hash_table_unref (self->pictures);
  g_hash_table_unref (self->plains);
  g_hash_table_unref (self->labels);
  g_hash_table_unref (self->old_labels);

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
  self->pictures = g_hash_table_new_full (picture_key_hash, picture_key_equal, g_free,
                                          (GDestroyNotify) cairo_surface_destroy);
  self->plains = g_hash_table_new_full (picture_key_hash, picture_key_equal, g_free,
                                        (GDestroyNotify) cairo_surface_destroy);
  self->labels = dwc_grid_ink_new_labels ();
  self->old_labels = dwc_grid_ink_new_labels ();
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
      g_hash_table_remove_all (self->pictures);
      g_hash_table_remove_all (self->plains);
    }

  g_hash_table_remove_all (self->labels);
  g_hash_table_remove_all (self->old_labels);

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
dwc_grid_ink_create_layout (DwcGridInk *self,
                            DwcGridText kind,
                            const char *text)
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
  PangoRectangle logical;

  /* Text that runs to the left is set at the right end of its width. */
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) round (x - logical.x),
                                                (float) round (centre_y - logical.height / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

/* Pictures are kept as surfaces and drawn through cairo nodes: the software renderer converts every
 * texture pixel by pixel, each time it is drawn, which costs more than all the rest of a bar. */
cairo_surface_t *
dwc_grid_ink_create_surface (DwcGridInk *self,
                             int         width,
                             int         height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * self->scale,
                                                         height * self->scale);

  cairo_surface_set_device_scale (surface, self->scale, self->scale);

  return surface;
}

/* (transfer none) (nullable) */
cairo_surface_t *
dwc_grid_ink_find_picture (DwcGridInk              *self,
                           const DwcGridPictureKey *key)
{
  return g_hash_table_lookup (self->pictures, key);
}

void
dwc_grid_ink_take_picture (DwcGridInk              *self,
                           const DwcGridPictureKey *key,
                           cairo_surface_t         *picture)
{
  g_hash_table_insert (self->pictures, g_memdup2 (key, sizeof *key), picture);
}

static cairo_surface_t *
render_icon (DwcGridInk    *self,
             const char    *name,
             int            size,
             const GdkRGBA *colour)
{
  g_autoptr (GtkIconPaintable) icon = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  cairo_surface_t *surface;
  cairo_t *cr;

  icon = gtk_icon_theme_lookup_icon (self->theme, name, NULL, size, self->scale, self->direction,
                                     GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), GDK_SNAPSHOT (snapshot),
                                            size, size, colours, G_N_ELEMENTS (colours));
  node = gtk_snapshot_to_node (snapshot);

  /* An icon may be empty, then there is no node. */
  surface = dwc_grid_ink_create_surface (self, size, size);
  cr = cairo_create (surface);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);

  return surface;
}

/**
 * dwc_grid_ink_paint_icon:
 * @self: the ink
 * @cr: where to
 * @name: a symbolic name
 * @size: in pixels
 * @x: left edge
 * @y: top edge
 * @colour: of the symbol
 */
void
dwc_grid_ink_paint_icon (DwcGridInk    *self,
                         cairo_t       *cr,
                         const char    *name,
                         int            size,
                         double         x,
                         double         y,
                         const GdkRGBA *colour)
{
  DwcGridPictureKey key = { DWC_GRID_PICTURE_ICON, g_intern_string (name), size, pack_colour (colour) };
  cairo_surface_t *icon = dwc_grid_ink_find_picture (self, &key);

  if (icon == NULL)
    {
      icon = render_icon (self, name, size, colour);
      dwc_grid_ink_take_picture (self, &key, icon);
    }

  cairo_set_source_surface (cr, icon, round (x), round (y));
  cairo_rectangle (cr, round (x), round (y), size, size);
  cairo_fill (cr);
}

/* As dwc_grid_ink_paint_icon(), where there is no other painting to join. */
void
dwc_grid_ink_draw_icon (DwcGridInk    *self,
                        GtkSnapshot   *snapshot,
                        const char    *name,
                        int            size,
                        double         x,
                        double         y,
                        const GdkRGBA *colour)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) round (x), (float) round (y),
                                                                          size, size));

  dwc_grid_ink_paint_icon (self, cr, name, size, x, y, colour);
  cairo_destroy (cr);
}

static void
stroke_hatch (cairo_t          *cr,
              const HatchStyle *style,
              double            period,
              int               size)
{
  for (double x = -size - period; x < 2 * size + period; x += period)
    {
      if (style->slope == 0)
        {
          cairo_move_to (cr, x + period / 2, 0);
          cairo_line_to (cr, x + period / 2, size);
        }
      else
        {
          /* Past both ends, so that the caps of the lines lie outside the tile. */
          double y_from = style->slope > 0 ? size + period : -period;
          double y_to = style->slope > 0 ? -period : size + period;

          cairo_move_to (cr, x - period, y_from);
          cairo_line_to (cr, x + size + period, y_to);
        }
    }
  cairo_stroke (cr);
}

static cairo_surface_t *
render_hatch (DwcGridInk       *self,
              const HatchStyle *style,
              int               period,
              const GdkRGBA    *colour)
{
  cairo_surface_t *surface = dwc_grid_ink_create_surface (self, period * TILE_REPEATS,
                                                          period * TILE_REPEATS);
  cairo_t *cr = cairo_create (surface);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, style->weight * (dwc_grid_ink_is_contrast (self) ? 2 : 1)
                        * self->metrics.text_scale);
  if (style->dash > 0)
    cairo_set_dash (cr, (double[]) { style->dash, style->dash * 1.6 }, 2, 0);
  stroke_hatch (cr, style, period, period * TILE_REPEATS);
  cairo_destroy (cr);

  return surface;
}

static int
get_hatch_period (DwcGridInk  *self,
                  DwcGridHatch hatch)
{
  return (int) lround (hatch_styles[hatch].period * self->metrics.text_scale);
}

/* (transfer none) */
cairo_surface_t *
dwc_grid_ink_ensure_hatch (DwcGridInk    *self,
                           DwcGridHatch   hatch,
                           const GdkRGBA *colour)
{
  DwcGridPictureKey key = { DWC_GRID_PICTURE_HATCH, NULL, (int) hatch, pack_colour (colour) };
  cairo_surface_t *tile = dwc_grid_ink_find_picture (self, &key);

  if (tile == NULL)
    {
      tile = render_hatch (self, &hatch_styles[hatch], get_hatch_period (self, hatch), colour);
      dwc_grid_ink_take_picture (self, &key, tile);
    }

  return tile;
}

void
dwc_grid_ink_paint_rect (cairo_t       *cr,
                         double         x,
                         double         y,
                         double         width,
                         double         height,
                         const GdkRGBA *colour)
{
  if (width <= 0 || height <= 0)
    return;

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

/**
 * dwc_grid_ink_paint_hatch:
 * @self: the ink
 * @cr: where to
 * @hatch: which
 * @area: filled with it, from its own corner; in whole pixels
 * @colour: of the lines
 */
void
dwc_grid_ink_paint_hatch (DwcGridInk            *self,
                          cairo_t               *cr,
                          DwcGridHatch           hatch,
                          const graphene_rect_t *area,
                          const GdkRGBA         *colour)
{
  int tile = get_hatch_period (self, hatch) * TILE_REPEATS;
  double left, top, right, bottom;

  /* A day may be longer than the renderer can count: only what can be seen is filled, beginning with
   * a whole tile of the area. */
  cairo_clip_extents (cr, &left, &top, &right, &bottom);
  left = area->origin.x + floor ((MAX (left, area->origin.x) - area->origin.x) / tile) * tile;
  right = MIN (right, area->origin.x + area->size.width);
  if (right <= left || area->size.height < 1)
    return;

  cairo_set_source_surface (cr, dwc_grid_ink_ensure_hatch (self, hatch, colour), left, area->origin.y);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_REPEAT);
  cairo_rectangle (cr, left, area->origin.y, right - left, area->size.height);
  cairo_fill (cr);
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

void
dwc_grid_ink_trace_round (cairo_t *cr,
                          double   x,
                          double   y,
                          double   width,
                          double   height,
                          double   radius)
{
  double right = x + width;
  double bottom = y + height;

  cairo_new_path (cr);
  cairo_arc (cr, right - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, bottom - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* A line along the inner side of a box; @radius is that of its middle. */
static void
stroke_round (cairo_t               *cr,
              const graphene_rect_t *area,
              double                 radius,
              double                 width,
              const GdkRGBA         *colour)
{
  double inset = width / 2.0;

  dwc_grid_ink_trace_round (cr, area->origin.x + inset, area->origin.y + inset, area->size.width - width,
                            area->size.height - width, CLAMP (area->size.width / 2 - inset, 0, radius));
  cairo_set_line_width (cr, width);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_stroke (cr);
}

/* As dwc_grid_ink_draw_outline(), where there is other painting to join. */
void
dwc_grid_ink_paint_outline (cairo_t               *cr,
                            const graphene_rect_t *area,
                            double                 radius,
                            double                 width,
                            const GdkRGBA         *colour)
{
  if (area->size.width >= 1 && area->size.height >= 1)
    stroke_round (cr, area, MAX (radius - width / 2, 0), width, colour);
}

/**
 * dwc_grid_ink_paint_dashes:
 * @cr: where to
 * @area: the box
 * @radius: of the corners of the line
 * @width: of the line, drawn inside the box
 * @dash: length of a dash and of the gap behind it
 * @colour: of the line
 */
void
dwc_grid_ink_paint_dashes (cairo_t               *cr,
                           const graphene_rect_t *area,
                           double                 radius,
                           double                 width,
                           double                 dash,
                           const GdkRGBA         *colour)
{
  if (area->size.width < 3 || area->size.height < 3)
    return;

  cairo_set_dash (cr, (double[]) { dash, dash }, 2, 0);
  stroke_round (cr, area, radius, width, colour);
  cairo_set_dash (cr, NULL, 0, 0);
}

GdkRGBA
dwc_grid_ink_fade (const GdkRGBA *colour,
                   float          alpha)
{
  GdkRGBA faded = *colour;

  faded.alpha *= alpha;

  return faded;
}
