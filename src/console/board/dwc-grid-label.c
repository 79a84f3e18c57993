/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-label.h"

#include <math.h>

#include "dwc-grid-ink-private.h"

/*
 * Laying a line out and drawing its glyphs takes as long as all the rest of a bar, and a zoom changes
 * the room of every title in every frame. So a text is laid out once, its glyphs become a mask, and
 * where the room is short the mask is cut where a cluster ends and the ellipsis set behind it, which
 * is what Pango does. Only text that runs to the left is cut by Pango itself.
 */
struct _DwcGridLabel
{
  cairo_surface_t *mask;     /* (owned) */
  PangoRectangle box;        /* of the mask, from the origin of the line */
  PangoRectangle logical;
  int *stops;                /* (owned) (nullable): where clusters end; NULL: runs to the left */
  guint n_stops;
  DwcGridLabel *ellipsis;    /* (owned) (nullable) */
  PangoLayout *layout;       /* (owned) (nullable): of text that runs to the left */
};

/* Labels that were used lately. When there are so many, the ones not used since the last time are
 * let go. A mask takes one to four kilobytes, so that all of them stay below five megabytes. */
#define MAX_LABELS 768

static void
label_clear (gpointer data)
{
  DwcGridLabel *self = data;

  cairo_surface_destroy (self->mask);
  g_free (self->stops);
  g_clear_pointer (&self->ellipsis, dwc_grid_label_unref);
  g_clear_object (&self->layout);
}

DwcGridLabel *
dwc_grid_label_ref (DwcGridLabel *self)
{
  return g_rc_box_acquire (self);
}

void
dwc_grid_label_unref (DwcGridLabel *self)
{
  g_rc_box_release_full (self, label_clear);
}

GHashTable *
dwc_grid_ink_new_labels (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) dwc_grid_label_unref);
}

static void
render_mask (DwcGridLabel *self,
             PangoLayout  *layout,
             int           scale)
{
  PangoRectangle ink;
  int right, bottom;
  cairo_t *cr;

  pango_layout_get_pixel_extents (layout, &ink, &self->logical);

  /* Letters may reach past the line's own box. */
  right = MAX (ink.x + ink.width, self->logical.x + self->logical.width);
  bottom = MAX (ink.y + ink.height, self->logical.y + self->logical.height);
  self->box.x = MIN (ink.x, self->logical.x);
  self->box.y = MIN (ink.y, self->logical.y);
  self->box.width = MAX (1, right - self->box.x);
  self->box.height = MAX (1, bottom - self->box.y);

  self->mask = cairo_image_surface_create (CAIRO_FORMAT_A8, self->box.width * scale, self->box.height * scale);
  cairo_surface_set_device_scale (self->mask, scale, scale);
  cr = cairo_create (self->mask);
  cairo_move_to (cr, -self->box.x, -self->box.y);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
}

static gboolean
runs_to_the_left (PangoLayout *layout)
{
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);

  if (line->resolved_dir == PANGO_DIRECTION_RTL)
    return TRUE;

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      const PangoLayoutRun *run = l->data;

      if (run->item->analysis.level % 2 == 1)
        return TRUE;
    }

  return FALSE;
}

static void
find_stops (DwcGridLabel *self,
            PangoLayout  *layout)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (int));

  do
    {
      PangoRectangle cluster;
      int stop;

      pango_layout_iter_get_cluster_extents (iter, NULL, &cluster);
      stop = PANGO_PIXELS (cluster.x + cluster.width);
      g_array_append_val (stops, stop);
    }while (pango_layout_iter_next_cluster (iter));

  pango_layout_iter_free (iter);
  self->n_stops = stops->len;
  self->stops = (int *) (gpointer) g_array_free (g_steal_pointer (&stops), FALSE);
}

static DwcGridLabel *
label_new (DwcGridInk       *ink,
           DwcGridText       kind,
           DwcGridLabelStyle style,
           const char       *text)
{
  DwcGridLabel *self = g_rc_box_new0 (DwcGridLabel);
  g_autoptr (PangoLayout) layout = dwc_grid_ink_create_layout (ink, kind, text);

  if (style != DWC_GRID_LABEL_PLAIN)
    dwc_grid_ink_embolden (layout, style & DWC_GRID_LABEL_BOLD ? G_MAXUINT : 0,
                           (style & DWC_GRID_LABEL_STRIKE) != 0);
  render_mask (self, layout, ink->scale);

  if (runs_to_the_left (layout))
    self->layout = g_steal_pointer (&layout);
  else
    find_stops (self, layout);

  return self;
}

/**
 * dwc_grid_ink_dup_label:
 * @self: the ink, updated once
 * @kind: size and weight
 * @style: what is special about it
 * @text: the text
 *
 * Returns: (transfer full): its label, shared by all who show the same; a new one is needed after
 *   the ink has changed
 */
DwcGridLabel *
dwc_grid_ink_dup_label (DwcGridInk       *self,
                        DwcGridText       kind,
                        DwcGridLabelStyle style,
                        const char       *text)
{
  g_autofree char *key = g_strdup_printf ("%d %u %s", (int) kind, (guint) style, text);
  DwcGridLabel *label = g_hash_table_lookup (self->labels, key);

  if (label != NULL)
    return dwc_grid_label_ref (label);

  label = g_hash_table_lookup (self->old_labels, key);
  label = label != NULL ? dwc_grid_label_ref (label) : label_new (self, kind, style, text);
  if (label->stops != NULL && label->ellipsis == NULL && !g_str_equal (text, "…"))
    label->ellipsis = dwc_grid_ink_dup_label (self, kind, style, "…");

  if (g_hash_table_size (self->labels) >= MAX_LABELS)
    {
      g_hash_table_unref (self->old_labels);
      self->old_labels = g_steal_pointer (&self->labels);
      self->labels = dwc_grid_ink_new_labels ();
    }
  g_hash_table_insert (self->labels, g_steal_pointer (&key), dwc_grid_label_ref (label));

  return label;
}

int
dwc_grid_label_get_width (const DwcGridLabel *self)
{
  return self->logical.width;
}

int
dwc_grid_label_get_height (const DwcGridLabel *self)
{
  return self->logical.height;
}

/* How much of a label that is too long stands before the ellipsis. */
static int
get_cut (const DwcGridLabel *self,
         int                 room)
{
  int cut = 0;

  for (guint i = 0; i < self->n_stops && self->stops[i] + self->ellipsis->logical.width <= room; i++)
    cut = self->stops[i];

  return cut;
}

/**
 * dwc_grid_label_fit:
 * @self: a label
 * @room: in pixels
 *
 * Returns: how wide it is when it has @room, in pixels
 */
int
dwc_grid_label_fit (DwcGridLabel *self,
                    int           room)
{
  int width;

  if (self->logical.width <= room)
    return self->logical.width;
  if (self->stops != NULL)
    return self->ellipsis != NULL ? get_cut (self, room) + self->ellipsis->logical.width : self->logical.width;

  /* Setting a width lays the text out again, even where it is the same. */
  if (pango_layout_get_width (self->layout) != room * PANGO_SCALE)
    pango_layout_set_width (self->layout, room * PANGO_SCALE);
  pango_layout_get_pixel_size (self->layout, &width, NULL);

  return width;
}

static void
paint_mask (const DwcGridLabel *self,
            cairo_t            *cr,
            double              left,
            double              top)
{
  cairo_mask_surface (cr, self->mask, left + self->box.x, top + self->box.y);
}

static void
paint_cut (const DwcGridLabel *self,
           cairo_t            *cr,
           double              left,
           double              top,
           int                 room)
{
  int cut = get_cut (self, room);

  cairo_save (cr);
  cairo_rectangle (cr, left + self->box.x, top + self->box.y, cut - self->box.x, self->box.height);
  cairo_clip (cr);
  paint_mask (self, cr, left, top);
  cairo_restore (cr);
  paint_mask (self->ellipsis, cr, left + cut, top);
}

static void
paint_layout (DwcGridLabel *self,
              cairo_t      *cr,
              double        x,
              double        top,
              int           room)
{
  PangoRectangle logical;

  /* It is set at the right end of its width. */
  dwc_grid_label_fit (self, room);
  pango_layout_get_pixel_extents (self->layout, NULL, &logical);
  cairo_move_to (cr, round (x - logical.x), top);
  pango_cairo_show_layout (cr, self->layout);
}

/**
 * dwc_grid_label_paint:
 * @self: a label
 * @cr: where to
 * @x: its left edge
 * @centre_y: the middle of its height
 * @room: how wide it may be; longer text ends in an ellipsis
 * @colour: of the text
 */
void
dwc_grid_label_paint (DwcGridLabel  *self,
                      cairo_t       *cr,
                      double         x,
                      double         centre_y,
                      int            room,
                      const GdkRGBA *colour)
{
  double left = round (x - self->logical.x);
  double top = round (centre_y - self->logical.height / 2.0);

  gdk_cairo_set_source_rgba (cr, colour);
  if (self->logical.width <= room || (self->layout == NULL && self->ellipsis == NULL))
    paint_mask (self, cr, left, top);
  else if (self->stops != NULL)
    paint_cut (self, cr, left, top, room);
  else
    paint_layout (self, cr, x, top, room);
}
