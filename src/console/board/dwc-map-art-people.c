/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-art-private.h"

#include <math.h>
#include <stdio.h>

#define DISC_RADIUS 13.0
#define RING_WIDTH 3.2
#define RING_RADIUS (DISC_RADIUS + 1)
#define SELECTION_RADIUS 18.5
#define SELECTION_WIDTH 3.0
#define BADGE_X 11.0
#define BADGE_Y 10.0
#define WEDGE_TIP 22.5
#define WEDGE_BASE 13.5
#define WEDGE_HALF_WIDTH 5.0
#define N_HEADINGS 32
#define CHIP_HEIGHT 16.0
#define CHIP_PADDING 7.0
#define CHIP_FONT 11.0
#define CROWD_RADIUS 20.0
#define CROWD_RING 4.0

static const char *
heat_icon (DwcRole heat)
{
  switch (heat)
    {
    case DWC_ROLE_HEAT_1:
      return "document-open-recent-symbolic";

    case DWC_ROLE_HEAT_2:
      return "alarm-symbolic";

    case DWC_ROLE_HEAT_3:
      return "dialog-warning-symbolic";

    case DWC_ROLE_DRAFT:
    case DWC_ROLE_UNASSIGNED:
    case DWC_ROLE_ASSIGNED:
    case DWC_ROLE_EN_ROUTE:
    case DWC_ROLE_ARRIVED:
    case DWC_ROLE_IN_PROGRESS:
    case DWC_ROLE_COMPLETED:
    case DWC_ROLE_CANCELLED:
    case DWC_ROLE_ON_HOLD:
    case DWC_ROLE_HEAT_0:
    case DWC_ROLE_HEAT_HALF:
    case DWC_ROLE_CONFLICT:
    case DWC_N_ROLES:
    default:
      return "object-select-symbolic";
    }
}

static void
stroke_dashed_ring (cairo_t       *cr,
                    double         radius,
                    double         width,
                    guint          n_dashes,
                    const GdkRGBA *colour)
{
  double dash = 2 * G_PI * radius / n_dashes;
  const double dashes[2] = { dash * 0.58, dash * 0.42 };

  cairo_save (cr);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, width);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_new_path (cr);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_disc_ring (DwcMapArt     *self,
                cairo_t       *cr,
                DwcMapPresence presence,
                DwcRole        heat)
{
  const GdkRGBA *fill = dwc_map_art_ring_colour (self, heat);

  switch (presence)
    {
    case DWC_MAP_PRESENCE_LIVE:
      cairo_new_path (cr);
      cairo_arc (cr, 0, 0, RING_RADIUS, 0, 2 * G_PI);
      cairo_set_line_width (cr, RING_WIDTH);
      gdk_cairo_set_source_rgba (cr, fill);
      cairo_stroke (cr);
      break;

    case DWC_MAP_PRESENCE_STALE:
      stroke_dashed_ring (cr, RING_RADIUS, RING_WIDTH, 14, fill);
      break;

    case DWC_MAP_PRESENCE_OFF:
    default:
      stroke_dashed_ring (cr, RING_RADIUS, RING_WIDTH, 14,
                          dwc_map_art_surface (self, DWC_SURFACE_OUTLINE));
      break;
    }
}

static void
draw_technician (DwcMapArt     *self,
                 cairo_t       *cr,
                 const char    *initials,
                 DwcMapPresence presence,
                 DwcRole        heat,
                 gboolean       selected)
{
  gboolean live = presence == DWC_MAP_PRESENCE_LIVE;

  if (selected)
    {
      cairo_arc (cr, 0, 0, SELECTION_RADIUS, 0, 2 * G_PI);
      cairo_set_line_width (cr, SELECTION_WIDTH);
      gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_ACCENT));
      cairo_stroke (cr);
    }

  /* A thin line of the surface all round keeps the ring apart from a map of its own colour. */
  cairo_arc (cr, 0, 0, RING_RADIUS + RING_WIDTH / 2 + 0.8, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, presence == DWC_MAP_PRESENCE_OFF
                                                            ? DWC_SURFACE_OFF
                                                            : DWC_SURFACE_POPOVER));
  cairo_fill (cr);
  draw_disc_ring (self, cr, presence, heat);

  if (dwc_map_art_is_hc (self))
    {
      cairo_new_path (cr);
      cairo_arc (cr, 0, 0, RING_RADIUS + RING_WIDTH / 2 + 0.5, 0, 2 * G_PI);
      cairo_set_line_width (cr, 1);
      gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_TEXT));
      cairo_stroke (cr);
    }

  dwc_map_art_set_font (self, 11, PANGO_WEIGHT_BOLD);
  dwc_map_art_draw_text (self, cr, initials, 0, 0,
                         dwc_map_art_surface (self, live ? DWC_SURFACE_TEXT : DWC_SURFACE_DIM_TEXT));
  if (live)
    dwc_map_art_draw_badge (self, cr, BADGE_X, BADGE_Y, heat_icon (heat), heat);
}

/**
 * dwc_map_art_technician:
 * @self: the art, prepared
 * @initials: one to three letters
 * @presence: what is known of the position
 * @heat: the lateness, %DWC_ROLE_HEAT_0 to 3
 * @selected: whether the ring of the selection is round it
 *
 * Returns: (transfer none): the disc, its middle on the position
 */
DwcMapSprite *
dwc_map_art_technician (DwcMapArt     *self,
                        const char    *initials,
                        DwcMapPresence presence,
                        DwcRole        heat,
                        gboolean       selected)
{
  char key[64];
  DwcMapSprite *sprite;
  cairo_t *cr;

  g_snprintf (key, sizeof key, "t%d.%d.%d.%s", presence, heat, selected, initials);
  sprite = dwc_map_art_find (self, key);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT (-21, -21, 42, 42), &sprite);
  draw_technician (self, cr, initials, presence, heat, selected);
  cairo_destroy (cr);

  return sprite;
}

/**
 * dwc_map_art_wedge:
 * @self: the art, prepared
 * @heat: the lateness
 * @heading: degrees from north
 *
 * Returns: (transfer none): the wedge that shows where a technician drives, under the disc
 */
DwcMapSprite *
dwc_map_art_wedge (DwcMapArt *self,
                   DwcRole    heat,
                   double     heading)
{
  guint step = (guint) floor (heading / 360 * N_HEADINGS + 0.5) % N_HEADINGS;
  char key[32];
  DwcMapSprite *sprite;
  cairo_t *cr;

  g_snprintf (key, sizeof key, "w%d.%u", heat, step);
  sprite = dwc_map_art_find (self, key);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT (-25, -25, 50, 50), &sprite);
  cairo_rotate (cr, step * 2 * G_PI / N_HEADINGS);
  cairo_move_to (cr, 0, -WEDGE_TIP);
  cairo_line_to (cr, WEDGE_HALF_WIDTH, -WEDGE_BASE);
  cairo_line_to (cr, -WEDGE_HALF_WIDTH, -WEDGE_BASE);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
  cairo_stroke_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &dwc_map_art_role (self, heat)->fill);
  cairo_fill (cr);
  cairo_destroy (cr);

  return sprite;
}

/**
 * dwc_map_art_crowd:
 * @self: the art, prepared
 * @counts: how many technicians of each heat; %DWC_ROLE_DRAFT counts those off duty or stale
 *
 * Returns: (transfer none): several technicians at one place
 */
DwcMapSprite *
dwc_map_art_crowd (DwcMapArt  *self,
                   const guint counts[DWC_N_ROLES])
{
  char key[80], number[16];
  DwcMapSprite *sprite;
  cairo_t *cr;
  guint total = counts[DWC_ROLE_DRAFT] + counts[DWC_ROLE_HEAT_0] + counts[DWC_ROLE_HEAT_1] +
                counts[DWC_ROLE_HEAT_2] + counts[DWC_ROLE_HEAT_3];

  g_snprintf (key, sizeof key, "g%u.%u.%u.%u.%u", counts[DWC_ROLE_DRAFT], counts[DWC_ROLE_HEAT_0],
              counts[DWC_ROLE_HEAT_1], counts[DWC_ROLE_HEAT_2], counts[DWC_ROLE_HEAT_3]);
  sprite = dwc_map_art_find (self, key);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT (-22, -22, 44, 44), &sprite);
  cairo_arc (cr, 0, 0, CROWD_RADIUS + 0.8, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
  cairo_fill (cr);
  dwc_map_art_draw_ring (self, cr, counts, CROWD_RADIUS - CROWD_RING / 2, CROWD_RING);
  dwc_map_art_draw_icon (self, cr, "avatar-default-symbolic", 0, -7, 12,
                         dwc_map_art_surface (self, DWC_SURFACE_DIM_TEXT));
  g_snprintf (number, sizeof number, "%u", total);
  dwc_map_art_set_font (self, total > 999 ? 11 : 13, PANGO_WEIGHT_ULTRABOLD);
  dwc_map_art_draw_text (self, cr, number, 0, 6, dwc_map_art_surface (self, DWC_SURFACE_TEXT));
  cairo_destroy (cr);

  return sprite;
}

/**
 * dwc_map_art_badge:
 * @self: the art, prepared
 * @icon_name: a symbolic icon
 * @role: what it means
 *
 * Returns: (transfer none): a badge as the symbols carry it, for the legend
 */
DwcMapSprite *
dwc_map_art_badge (DwcMapArt  *self,
                   const char *icon_name,
                   DwcRole     role)
{
  char key[96];
  DwcMapSprite *sprite;
  cairo_t *cr;

  g_snprintf (key, sizeof key, "b%d.%s", role, icon_name);
  sprite = dwc_map_art_find (self, key);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT (-8, -8, 16, 16), &sprite);
  dwc_map_art_draw_badge (self, cr, 0, 0, icon_name, role);
  cairo_destroy (cr);

  return sprite;
}

/**
 * dwc_map_art_stale_mark:
 * @self: the art, prepared
 *
 * Returns: (transfer none): the dashed ring of who is off or stale, for the legend
 */
DwcMapSprite *
dwc_map_art_stale_mark (DwcMapArt *self)
{
  DwcMapSprite *sprite = dwc_map_art_find (self, "stale");
  cairo_t *cr;

  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, "stale", &GRAPHENE_RECT_INIT (-8, -8, 16, 16), &sprite);
  stroke_dashed_ring (cr, 6, 2, 6, dwc_map_art_surface (self, DWC_SURFACE_OUTLINE));
  cairo_destroy (cr);

  return sprite;
}

static const GdkRGBA *
chip_colour (DwcMapArt *self,
             DwcMapChip kind)
{
  switch (kind)
    {
    case DWC_MAP_CHIP_DIM:
      return dwc_map_art_surface (self, DWC_SURFACE_DIM_TEXT);

    case DWC_MAP_CHIP_HEAT_1:
      return &dwc_map_art_role (self, DWC_ROLE_HEAT_1)->text;

    case DWC_MAP_CHIP_HEAT_2:
      return &dwc_map_art_role (self, DWC_ROLE_HEAT_2)->text;

    case DWC_MAP_CHIP_HEAT_3:
      return &dwc_map_art_role (self, DWC_ROLE_HEAT_3)->text;

    case DWC_MAP_CHIP_PLAIN:
    default:
      return dwc_map_art_surface (self, DWC_SURFACE_TEXT);
    }
}

/**
 * dwc_map_art_measure_chip:
 * @self: the art, prepared
 * @text: the label
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Every chip is measured as bold, so that one size serves all its kinds.
 */
void
dwc_map_art_measure_chip (DwcMapArt  *self,
                          const char *text,
                          double     *width,
                          double     *height)
{
  gpointer known = g_hash_table_lookup (self->chip_sizes, text);
  int text_width = GPOINTER_TO_INT (known);

  if (known == NULL)
    {
      dwc_map_art_set_font (self, CHIP_FONT * self->text_scale, PANGO_WEIGHT_BOLD);
      pango_layout_set_text (self->layout, text, -1);
      pango_layout_get_pixel_size (self->layout, &text_width, NULL);
      g_hash_table_insert (self->chip_sizes, g_strdup (text), GINT_TO_POINTER (MAX (text_width, 1)));
    }

  *width = text_width + 2 * CHIP_PADDING;
  *height = CHIP_HEIGHT * self->text_scale;
}

static void
draw_chip (DwcMapArt  *self,
           cairo_t    *cr,
           const char *text,
           DwcMapChip  kind,
           double      width,
           double      height)
{
  GdkRGBA surface = *dwc_map_art_surface (self, DWC_SURFACE_POPOVER);
  gboolean hc = dwc_map_art_is_hc (self);

  if (!hc)
    {
      dwc_map_art_rounded (cr, -width / 2, 1, width, height, height / 2);
      cairo_set_source_rgba (cr, 0, 0, 0, 0.14);
      cairo_fill (cr);
      surface.alpha = 0.94f;
    }

  dwc_map_art_rounded (cr, -width / 2, 0, width, height, height / 2);
  gdk_cairo_set_source_rgba (cr, &surface);
  cairo_fill (cr);

  if (hc)
    {
      dwc_map_art_rounded (cr, -width / 2 + 0.75, 0.75, width - 1.5, height - 1.5, height / 2 - 0.75);
      cairo_set_line_width (cr, 1.5);
      gdk_cairo_set_source_rgba (cr, chip_colour (self, kind));
      cairo_stroke (cr);
    }

  dwc_map_art_set_font (self, CHIP_FONT * self->text_scale,
                        kind == DWC_MAP_CHIP_DIM ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
  dwc_map_art_draw_text (self, cr, text, 0, height / 2, chip_colour (self, kind));
}

/**
 * dwc_map_art_chip:
 * @self: the art, prepared
 * @text: the label
 * @kind: its colour
 *
 * Returns: (transfer none): the label; its upper edge's middle is the place it marks
 */
DwcMapSprite *
dwc_map_art_chip (DwcMapArt  *self,
                  const char *text,
                  DwcMapChip  kind)
{
  g_autofree char *key = g_strdup_printf ("c%d.%s", kind, text);
  DwcMapSprite *sprite = dwc_map_art_find (self, key);
  double width, height;
  cairo_t *cr;

  if (sprite != NULL)
    return sprite;

  dwc_map_art_measure_chip (self, text, &width, &height);
  /* An even width keeps the text on whole pixels. */
  width = ceil (width / 2) * 2;
  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT ((float) (-width / 2 - 1), 0, (float) width + 2,
                                                          (float) height + 2), &sprite);
  draw_chip (self, cr, text, kind, width, height);
  cairo_destroy (cr);

  return sprite;
}
