/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-art-private.h"

#include <math.h>

#define PIN_WIDTH 30.0
#define PIN_HEIGHT 22.0
#define PIN_TIP 6.0
#define PIN_TIP_HALF_WIDTH 4.5
#define PIN_RADIUS 4.0
#define PIN_TOP (-(PIN_HEIGHT + PIN_TIP))
#define PIN_ICON 14
#define CLUSTER_RADIUS 20.0
#define CLUSTER_RING 4.0

/* How a state fills its pin, as it fills its bar: live is solid, planned is tinted, nobody's is
 * dashed. */
typedef enum
{
  FILL_DASHED,
  FILL_TINT,
  FILL_PALE,
  FILL_SOLID,
  FILL_OUTLINE,
} PinFill;

static PinFill
fill_of_status (DwdJobStatus status)
{
  switch (status)
    {
    case DWD_JOB_STATUS_EN_ROUTE:
    case DWD_JOB_STATUS_ARRIVED:
    case DWD_JOB_STATUS_IN_PROGRESS:
      return FILL_SOLID;

    case DWD_JOB_STATUS_ASSIGNED:
      return FILL_TINT;

    case DWD_JOB_STATUS_COMPLETED:
      return FILL_PALE;

    case DWD_JOB_STATUS_CANCELLED:
      return FILL_OUTLINE;

    case DWD_JOB_STATUS_UNKNOWN:
    case DWD_JOB_STATUS_DRAFT:
    case DWD_JOB_STATUS_UNASSIGNED:
    default:
      return FILL_DASHED;
    }
}

/* The rounded square with its tip on the origin. */
static void
trace_pin (cairo_t *cr)
{
  double half = PIN_WIDTH / 2;
  double bottom = -PIN_TIP;

  cairo_new_path (cr);
  cairo_arc (cr, half - PIN_RADIUS, PIN_TOP + PIN_RADIUS, PIN_RADIUS, -G_PI_2, 0);
  cairo_arc (cr, half - PIN_RADIUS, bottom - PIN_RADIUS, PIN_RADIUS, 0, G_PI_2);
  cairo_line_to (cr, PIN_TIP_HALF_WIDTH, bottom);
  cairo_line_to (cr, 0, 0);
  cairo_line_to (cr, -PIN_TIP_HALF_WIDTH, bottom);
  cairo_arc (cr, -half + PIN_RADIUS, bottom - PIN_RADIUS, PIN_RADIUS, G_PI_2, G_PI);
  cairo_arc (cr, -half + PIN_RADIUS, PIN_TOP + PIN_RADIUS, PIN_RADIUS, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

static void
draw_pin_body (DwcMapArt   *self,
               cairo_t     *cr,
               DwdJobStatus status)
{
  const DwcRoleColours *role = dwc_map_art_role (self, dwc_palette_role_of_status (status));
  gboolean hc = dwc_map_art_is_hc (self);
  PinFill fill = fill_of_status (status);
  const double dashes[2] = { 3.5, 2.5 };

  trace_pin (cr);
  switch (fill)
    {
    case FILL_SOLID:
      gdk_cairo_set_source_rgba (cr, &role->fill);
      break;

    case FILL_TINT:
    case FILL_PALE:
    case FILL_DASHED:
      gdk_cairo_set_source_rgba (cr, &role->tint);
      break;

    case FILL_OUTLINE:
    default:
      gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
      break;
    }
  cairo_fill_preserve (cr);

  if (fill == FILL_DASHED)
    cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, hc || fill == FILL_DASHED || fill == FILL_TINT ? 1.5 : 1);
  gdk_cairo_set_source_rgba (cr, &role->text);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);

  dwc_map_art_draw_icon (self, cr, dwc_palette_status_icon (status), 0, PIN_TOP + PIN_HEIGHT / 2,
                         PIN_ICON, fill == FILL_SOLID ? &dwc_map_art_white : &role->text);
}

static void
draw_priority (DwcMapArt  *self,
               cairo_t    *cr,
               DwdPriority priority)
{
  double x = PIN_WIDTH / 2 - 1.5;
  double y = PIN_TOP + 0.5;

  switch (priority)
    {
    case DWD_PRIORITY_URGENT:
      /* The theme's icon is a disc already; a figure of our own stays sharp at this size. */
      dwc_map_art_draw_badge (self, cr, x, y, "", DWC_ROLE_HEAT_3);
      dwc_map_art_set_font (self, 11.5, PANGO_WEIGHT_ULTRABOLD);
      dwc_map_art_draw_text (self, cr, "!", x, y, &dwc_map_art_white);
      break;

    case DWD_PRIORITY_HIGH:
      dwc_map_art_draw_badge (self, cr, x, y, "go-up-symbolic", DWC_ROLE_HEAT_2);
      break;

    case DWD_PRIORITY_UNKNOWN:
    case DWD_PRIORITY_LOW:
    case DWD_PRIORITY_NORMAL:
    default:
      break;
    }
}

static void
draw_marks (DwcMapArt  *self,
            cairo_t    *cr,
            DwdJobMarks marks)
{
  double x = -PIN_WIDTH / 2 + 1.5;
  double y = PIN_TOP + 0.5;

  /* One disc has room: the one that most needs a person. */
  if (marks & DWD_JOB_MARK_CONFLICT)
    dwc_map_art_draw_badge (self, cr, x, y, "view-dual-symbolic", DWC_ROLE_CONFLICT);
  else if (marks & DWD_JOB_MARK_FAILED)
    dwc_map_art_draw_badge (self, cr, x, y, "dialog-error-symbolic", DWC_ROLE_HEAT_3);
  else if (marks & DWD_JOB_MARK_QUEUED)
    dwc_map_art_draw_badge (self, cr, x, y, "send-to-symbolic", DWC_ROLE_HEAT_HALF);
}

static void
draw_pin (DwcMapArt   *self,
          cairo_t     *cr,
          DwdJobStatus status,
          DwdPriority  priority,
          DwdJobMarks  marks,
          gboolean     selected)
{
  trace_pin (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (selected)
    {
      cairo_set_line_width (cr, 8);
      gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_ACCENT));
      cairo_stroke_preserve (cr);
    }
  cairo_set_line_width (cr, selected ? 4 : 2.6);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
  cairo_stroke (cr);

  draw_pin_body (self, cr, status);
  draw_priority (self, cr, priority);
  draw_marks (self, cr, marks);
}

/**
 * dwc_map_art_pin:
 * @self: the art, prepared
 * @status: the job's state
 * @priority: its priority
 * @marks: what its record waits for
 * @selected: whether the outline of the selection is round it
 *
 * Returns: (transfer none): the pin, its tip on the job's place
 */
DwcMapSprite *
dwc_map_art_pin (DwcMapArt   *self,
                 DwdJobStatus status,
                 DwdPriority  priority,
                 DwdJobMarks  marks,
                 gboolean     selected)
{
  char key[48];
  DwcMapSprite *sprite;
  cairo_t *cr;

  g_snprintf (key, sizeof key, "p%d.%d.%d.%d", status, priority, marks, selected);
  sprite = dwc_map_art_find (self, key);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key, &GRAPHENE_RECT_INIT (-23, PIN_TOP - 9, 46, (float) (-PIN_TOP) + 15),
                          &sprite);
  draw_pin (self, cr, status, priority, marks, selected);
  cairo_destroy (cr);

  return sprite;
}

static void
append_shares (GString    *key,
               const guint counts[DWC_N_ROLES],
               guint       total)
{
  /* A sixtieth of the ring is the least that can be told apart: equal looks share one drawing. */
  for (guint i = 0; i < DWC_N_ROLES; i++)
    {
      if (counts[i] > 0)
        g_string_append_printf (key, ".%u:%u", i, MAX (counts[i] * 60 / total, 1));
    }
}

/**
 * dwc_map_art_cluster:
 * @self: the art, prepared
 * @counts: how many jobs of each role of state
 *
 * Returns: (transfer none): a disc with their number and a ring divided by state
 */
DwcMapSprite *
dwc_map_art_cluster (DwcMapArt  *self,
                     const guint counts[DWC_N_ROLES])
{
  g_autoptr (GString) key = g_string_new (NULL);
  DwcMapSprite *sprite;
  char number[16];
  guint total = 0;
  cairo_t *cr;

  for (guint i = 0; i < DWC_N_ROLES; i++)
    total += counts[i];
  g_return_val_if_fail (total > 0, NULL);

  g_string_printf (key, "n%u", total);
  append_shares (key, counts, total);
  sprite = dwc_map_art_find (self, key->str);
  if (sprite != NULL)
    return sprite;

  cr = dwc_map_art_begin (self, key->str, &GRAPHENE_RECT_INIT (-22, -22, 44, 44), &sprite);
  cairo_arc (cr, 0, 0, CLUSTER_RADIUS + 0.8, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_POPOVER));
  cairo_fill (cr);
  dwc_map_art_draw_ring (self, cr, counts, CLUSTER_RADIUS - CLUSTER_RING / 2, CLUSTER_RING);
  if (dwc_map_art_is_hc (self))
    {
      cairo_arc (cr, 0, 0, CLUSTER_RADIUS + 0.3, 0, 2 * G_PI);
      cairo_set_line_width (cr, 1.5);
      gdk_cairo_set_source_rgba (cr, dwc_map_art_surface (self, DWC_SURFACE_TEXT));
      cairo_stroke (cr);
    }
  g_snprintf (number, sizeof number, "%u", total);
  dwc_map_art_set_font (self, total > 999 ? 11 : 14, PANGO_WEIGHT_ULTRABOLD);
  dwc_map_art_draw_text (self, cr, number, 0, 0, dwc_map_art_surface (self, DWC_SURFACE_TEXT));
  cairo_destroy (cr);

  return sprite;
}
