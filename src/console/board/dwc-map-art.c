/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-art-private.h"

#include <math.h>

/*
 * The drawings of the map's symbols. Each different look is drawn once with cairo and Pango, kept as
 * an image, and painted from there: a frame with a thousand symbols then costs a thousand copies of
 * a few hundred pixels, and no text layout at all. This file keeps them and has what they are drawn
 * with; people and jobs are drawn in the files beside it.
 */

/* Past this many looks the whole lot is dropped, at a moment when nobody holds one. */
#define MAX_SPRITES 4000

const GdkRGBA dwc_map_art_white = { 1.f, 1.f, 1.f, 1.f };

static void
sprite_free (gpointer data)
{
  DwcMapSprite *sprite = data;

  dwc_map_picture_unref (sprite->picture);
  g_free (sprite);
}

gboolean
dwc_map_art_is_hc (DwcMapArt *self)
{
  return self->scheme == DWC_SCHEME_HC_LIGHT || self->scheme == DWC_SCHEME_HC_DARK;
}

const GdkRGBA *
dwc_map_art_surface (DwcMapArt *self,
                     DwcSurface surface)
{
  return dwc_palette_get_surface (self->scheme, surface);
}

const DwcRoleColours *
dwc_map_art_role (DwcMapArt *self,
                  DwcRole    role)
{
  return dwc_palette_get_role (self->scheme, role);
}

DwcMapSprite *
dwc_map_art_find (DwcMapArt  *self,
                  const char *key)
{
  return g_hash_table_lookup (self->sprites, key);
}

/* Makes an empty sprite with the place it marks at the origin. The caller destroys the context. */
cairo_t *
dwc_map_art_begin (DwcMapArt             *self,
                   const char            *key,
                   const graphene_rect_t *extents,
                   DwcMapSprite         **sprite)
{
  double left = floor (extents->origin.x);
  double top = floor (extents->origin.y);
  double width = ceil (extents->origin.x + extents->size.width) - left;
  double height = ceil (extents->origin.y + extents->size.height) - top;
  DwcMapSprite *made = g_new0 (DwcMapSprite, 1);
  cairo_t *cr;

  made->picture = dwc_map_picture_new ((int) width, (int) height, self->scale);
  made->width = (float) width;
  made->height = (float) height;
  made->dx = (float) left;
  made->dy = (float) top;
  g_hash_table_insert (self->sprites, g_strdup (key), made);

  cr = cairo_create (dwc_map_picture_get_surface (made->picture));
  cairo_translate (cr, -left, -top);
  *sprite = made;

  return cr;
}

void
dwc_map_art_rounded (cairo_t *cr,
                     double   x,
                     double   y,
                     double   width,
                     double   height,
                     double   radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
dwc_map_art_set_font (DwcMapArt  *self,
                      double      pixels,
                      PangoWeight weight)
{
  PangoFontDescription *font = pango_font_description_copy (
    pango_context_get_font_description (self->pango));

  pango_font_description_set_absolute_size (font, pixels * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (self->layout, font);
  pango_font_description_free (font);
}

/* Centred on the given place. */
void
dwc_map_art_draw_text (DwcMapArt     *self,
                       cairo_t       *cr,
                       const char    *text,
                       double         x,
                       double         y,
                       const GdkRGBA *colour)
{
  PangoRectangle logical;
  double baseline, cap;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_extents (self->layout, NULL, &logical);

  /* Capitals and digits look centred when half their height lies on each side, not when the line's
   * box does; 0.7 em is where their tops are. */
  baseline = pango_layout_get_baseline (self->layout) / (double) PANGO_SCALE;
  cap = 0.7 * pango_font_description_get_size (pango_layout_get_font_description (self->layout)) /
        PANGO_SCALE;

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_move_to (cr, x - logical.width / 2.0 - logical.x, y + cap / 2 - baseline);
  pango_cairo_show_layout (cr, self->layout);
}

/* Centred on the given place. */
void
dwc_map_art_draw_icon (DwcMapArt     *self,
                       cairo_t       *cr,
                       const char    *icon_name,
                       double         x,
                       double         y,
                       int            size,
                       const GdkRGBA *colour)
{
  g_autoptr (GtkIconPaintable) icon = NULL;
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  GskRenderNode *node;

  if (self->icons == NULL)
    return;

  icon = gtk_icon_theme_lookup_icon (self->icons, icon_name, NULL, size, self->scale,
                                     GTK_TEXT_DIR_NONE, GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size,
                                            colours, G_N_ELEMENTS (colours));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  if (node == NULL)
    return;

  cairo_save (cr);
  cairo_translate (cr, x - size / 2.0, y - size / 2.0);
  gsk_render_node_draw (node, cr);
  cairo_restore (cr);
  gsk_render_node_unref (node);
}

/* A small disc with an icon, set off from what it lies on by a thin line of the surface. */
void
dwc_map_art_draw_badge (DwcMapArt  *self,
                        cairo_t    *cr,
                        double      x,
                        double      y,
                        const char *icon_name,
                        DwcRole     role)
{
  cairo_arc (cr, x, y, DWC_MAP_BADGE_RADIUS, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
  cairo_fill (cr);
  cairo_arc (cr, x, y, DWC_MAP_BADGE_RADIUS - 1, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &dwc_map_art_role (self, role)->fill);
  cairo_fill (cr);
  if (icon_name[0] != '\0')
    dwc_map_art_draw_icon (self, cr, icon_name, x, y, 10, &dwc_map_art_white);
}

/* What is only planned or nobody's has a pale fill: on a ring its text colour tells it apart. */
const GdkRGBA *
dwc_map_art_ring_colour (DwcMapArt *self,
                         DwcRole    role)
{
  const DwcRoleColours *colours = dwc_map_art_role (self, role);

  /* Fills are made to carry white; on the black of this scheme they would be lost. */
  if (self->scheme == DWC_SCHEME_HC_DARK)
    return &colours->text;

  switch (role)
    {
    case DWC_ROLE_DRAFT:
    case DWC_ROLE_UNASSIGNED:
    case DWC_ROLE_ASSIGNED:
      return &colours->text;

    case DWC_ROLE_EN_ROUTE:
    case DWC_ROLE_ARRIVED:
    case DWC_ROLE_IN_PROGRESS:
    case DWC_ROLE_COMPLETED:
    case DWC_ROLE_CANCELLED:
    case DWC_ROLE_ON_HOLD:
    case DWC_ROLE_HEAT_0:
    case DWC_ROLE_HEAT_HALF:
    case DWC_ROLE_HEAT_1:
    case DWC_ROLE_HEAT_2:
    case DWC_ROLE_HEAT_3:
    case DWC_ROLE_CONFLICT:
    case DWC_N_ROLES:
    default:
      return &colours->fill;
    }
}

/* A ring round the origin, divided by the share of each role, clockwise from the top. */
void
dwc_map_art_draw_ring (DwcMapArt  *self,
                       cairo_t    *cr,
                       const guint counts[DWC_N_ROLES],
                       double      radius,
                       double      width)
{
  double angle = -G_PI_2;
  guint total = 0, n_parts = 0;

  for (guint i = 0; i < DWC_N_ROLES; i++)
    {
      total += counts[i];
      n_parts += counts[i] > 0;
    }

  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  for (guint i = 0; i < DWC_N_ROLES; i++)
    {
      double sweep = total > 0 ? 2 * G_PI * counts[i] / total : 0;
      double gap = n_parts > 1 ? 1.0 / radius : 0;

      if (counts[i] == 0)
        continue;
      cairo_new_path (cr);
      cairo_arc (cr, 0, 0, radius, angle + MIN (gap, sweep / 3) / 2, angle + sweep - MIN (gap, sweep / 3) / 2);
      gdk_cairo_set_source_rgba (cr, dwc_map_art_ring_colour (self, (DwcRole) i));
      cairo_stroke (cr);
      angle += sweep;
    }
}

/**
 * dwc_map_art_prepare:
 * @self: the art
 * @widget: what it is drawn on
 *
 * Follows the widget's scale, font and colour scheme. Sprites got before this call may be gone
 * after it.
 *
 * Returns: whether they are
 */
gboolean
dwc_map_art_prepare (DwcMapArt *self,
                     GtkWidget *widget)
{
  DwcScheme scheme = dwc_palette_get_scheme ();
  int scale = gtk_widget_get_scale_factor (widget);
  PangoContext *pango = gtk_widget_get_pango_context (widget);
  double resolution = pango_cairo_context_get_resolution (pango);
  double text_scale = resolution > 0 ? resolution / 96 : 1;
  gboolean same = self->pango != NULL && self->scheme == scheme && self->scale == scale &&
                  self->text_scale == text_scale &&
                  pango_font_description_equal (pango_context_get_font_description (self->pango),
                                                pango_context_get_font_description (pango));

  self->icons = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  if (same && g_hash_table_size (self->sprites) < MAX_SPRITES)
    return FALSE;

  g_hash_table_remove_all (self->sprites);
  g_hash_table_remove_all (self->chip_sizes);
  g_clear_object (&self->layout);
  g_clear_object (&self->pango);
  self->pango = gtk_widget_create_pango_context (widget);
  self->layout = pango_layout_new (self->pango);
  self->scheme = scheme;
  self->scale = scale;
  self->text_scale = text_scale;

  return TRUE;
}

/**
 * dwc_map_art_get_scheme:
 * @self: the art
 *
 * Returns: the scheme it was last prepared for
 */
DwcScheme
dwc_map_art_get_scheme (DwcMapArt *self)
{
  return self->scheme;
}

/**
 * dwc_map_art_new:
 *
 * Returns: (transfer full): art without any drawing; dwc_map_art_prepare() comes before all else
 */
DwcMapArt *
dwc_map_art_new (void)
{
  DwcMapArt *self = g_new0 (DwcMapArt, 1);

  self->sprites = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
  self->chip_sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * dwc_map_art_free:
 * @self: (transfer full): the art
 */
void
dwc_map_art_free (DwcMapArt *self)
{
  g_hash_table_unref (self->sprites);
  g_hash_table_unref (self->chip_sizes);
  g_clear_object (&self->layout);
  g_clear_object (&self->pango);
  g_free (self);
}
