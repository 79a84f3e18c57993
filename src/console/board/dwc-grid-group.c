/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-group.h"

#include <glib/gi18n.h>
#include <math.h>

#define PAD 8
#define GAP 6

struct _DwcGridGroup
{
  GtkWidget parent_instance;

  DwcGridInk *ink;           /* (owned) */
  char *zone;                /* (owned) (nullable) */
  char *summary;             /* (owned) (nullable): "6 · 68 % used" */
  gboolean collapsed;
  PangoLayout *title;        /* (owned) (nullable) */
  PangoLayout *line;         /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DwcGridGroup, dwc_grid_group, GTK_TYPE_WIDGET)

static const char *
get_title (const char *zone)
{
  return zone[0] != '\0' ? zone : C_("group of technicians", "No zone");
}

static void
clear_layouts (DwcGridGroup *self)
{
  g_clear_object (&self->title);
  g_clear_object (&self->line);
}

static void
draw_text (DwcGridGroup *self,
           GtkSnapshot  *snapshot,
           double        centre_y)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  gboolean rtl = dwc_grid_ink_is_rtl (self->ink);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int title_width, line_width;
  double x = PAD + metrics->icon + GAP;

  pango_layout_get_pixel_size (self->title, &title_width, NULL);
  pango_layout_get_pixel_size (self->line, &line_width, NULL);
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->title,
                            rtl ? width - x - title_width : x, centre_y,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
  x += title_width + GAP + 2;
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->line,
                            rtl ? width - x - line_width : x, centre_y,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT));
}

static const char *
get_arrow (DwcGridGroup *self)
{
  if (!self->collapsed)
    return "pan-down-symbolic";

  return dwc_grid_ink_is_rtl (self->ink) ? "pan-start-symbolic" : "pan-end-symbolic";
}

static void
dwc_grid_group_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  DwcGridGroup *self = DWC_GRID_GROUP (widget);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gboolean hover = (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_PRELIGHT) != 0;

  if (self->zone == NULL)
    return;

  if (self->title == NULL)
    {
      self->title = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_STRONG, get_title (self->zone));
      self->line = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_LINE, self->summary);
    }

  gtk_snapshot_append_color (snapshot,
                             dwc_grid_ink_get_surface (self->ink, hover ? DWC_SURFACE_HOVER : DWC_SURFACE_SIDEBAR),
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HOUR_LINE),
                             &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
  dwc_grid_ink_draw_icon (self->ink, snapshot, get_arrow (self), metrics->icon,
                          dwc_grid_ink_is_rtl (self->ink) ? width - PAD - metrics->icon : PAD,
                          (height - metrics->icon) / 2.0,
                          dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
  draw_text (self, snapshot, (height - 1) / 2.0);

  if (gtk_widget_has_visible_focus (widget))
    dwc_grid_ink_draw_outline (snapshot, &GRAPHENE_RECT_INIT (1, 1, width - 2, height - 2), 4, 2,
                               dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_ACCENT_TEXT));
}

static void
dwc_grid_group_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
dwc_grid_group_state_flags_changed (GtkWidget    *widget,
                                    GtkStateFlags previous)
{
  GtkStateFlags shown = GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_VISIBLE | GTK_STATE_FLAG_PRELIGHT;

  if ((gtk_widget_get_state_flags (widget) ^ previous) & shown)
    gtk_widget_queue_draw (widget);
}

static void
dwc_grid_group_dispose (GObject *object)
{
  DwcGridGroup *self = DWC_GRID_GROUP (object);

  clear_layouts (self);
  g_clear_object (&self->ink);
  g_clear_pointer (&self->zone, g_free);
  g_clear_pointer (&self->summary, g_free);

  G_OBJECT_CLASS (dwc_grid_group_parent_class)->dispose (object);
}

static void
dwc_grid_group_class_init (DwcGridGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_group_dispose;
  widget_class->snapshot = dwc_grid_group_snapshot;
  widget_class->measure = dwc_grid_group_measure;
  widget_class->state_flags_changed = dwc_grid_group_state_flags_changed;

  gtk_widget_class_set_css_name (widget_class, "gridgroup");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
dwc_grid_group_init (DwcGridGroup *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

DwcGridGroup *
dwc_grid_group_new (DwcGridInk *ink)
{
  DwcGridGroup *self = g_object_new (DWC_TYPE_GRID_GROUP, NULL);

  self->ink = g_object_ref (ink);

  return self;
}

static char *
dup_summary (const DwcGridRowData *row)
{
  if (isnan (row->utilisation))
    return g_strdup_printf ("%u", row->n_technicians);

  /* Translators: number of technicians of a zone and how much of their shifts is booked. */
  return g_strdup_printf (_("%u · %d %% used"), row->n_technicians, (int) lround (row->utilisation * 100));
}

/**
 * dwc_grid_group_bind:
 * @self: a group's row
 * @row: what to show
 */
void
dwc_grid_group_bind (DwcGridGroup         *self,
                     const DwcGridRowData *row)
{
  g_autofree char *summary = dup_summary (row);
  g_autofree char *name = NULL;

  if (self->collapsed == row->collapsed && g_strcmp0 (self->zone, row->zone) == 0
      && g_strcmp0 (self->summary, summary) == 0)
    return;

  if (g_strcmp0 (self->zone, row->zone) != 0)
    {
      g_free (self->zone);
      self->zone = g_strdup (row->zone);
    }
  g_free (self->summary);
  self->summary = g_steal_pointer (&summary);
  self->collapsed = row->collapsed;
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  /* Translators: a zone and how many technicians it has. */
  name = g_strdup_printf (ngettext ("%s, %u technician", "%s, %u technicians", row->n_technicians),
                          get_title (row->zone), row->n_technicians);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->summary, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self),
                               GTK_ACCESSIBLE_STATE_EXPANDED, !row->collapsed, -1);
}

const char *
dwc_grid_group_get_zone (DwcGridGroup *self)
{
  g_return_val_if_fail (DWC_IS_GRID_GROUP (self), NULL);

  return self->zone;
}

void
dwc_grid_group_ink_changed (DwcGridGroup *self)
{
  clear_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
