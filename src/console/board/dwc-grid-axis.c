/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-axis.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dwc-grid-ticks.h"
#include "dwc-grid-words.h"
#include "dwc-wording.h"

#define PAD 8
#define LABEL_GAP 3
#define PILL_PAD 7
#define PILL_HEIGHT 19

struct _DwcGridAxis
{
  GtkWidget parent_instance;

  DwcGridInk *ink;               /* (owned) */
  DwcContext *context;           /* (owned) */
  DwcGridPlace place;
  GArray *ticks;                 /* (owned) (nullable) (element-type DwcGridTick) */
  guint n_technicians;
  GHashTable *labels;            /* (owned): instant → PangoLayout */
  PangoLayout *title;            /* (owned) (nullable) */
  PangoLayout *count;            /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DwcGridAxis, dwc_grid_axis, GTK_TYPE_WIDGET)

/* As many as a wide screen shows; then the ones that scrolled away are let go. */
#define MAX_LABELS 400

static PangoLayout *
ensure_label (DwcGridAxis * self,
              const DwcGridTick * tick)
{
  PangoLayout *layout = g_hash_table_lookup (self->labels, &tick->time_us);
  g_autofree char *text = NULL;

  if (layout != NULL)
    return layout;

  if (g_hash_table_size (self->labels) > MAX_LABELS)
    g_hash_table_remove_all (self->labels);

  text = tick->midnight ? dwc_grid_words_day (self->context, tick->time_us)
                        : dwc_wording_time (self->context, tick->time_us);
  layout = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_AXIS, text);
  if (tick->midnight)
    dwc_grid_ink_embolden (layout, G_MAXUINT, FALSE);
  g_hash_table_insert (self->labels, g_memdup2 (&tick->time_us, sizeof (gint64)), layout);

  return layout;
}

/* Where the pill of now lies; FALSE where now is out of view. */
static gboolean
get_pill (DwcGridAxis     *self,
          PangoLayout     *layout,
          graphene_rect_t *area)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  int x = dwc_grid_place_get_x (&self->place, now_us);
  int view_x = dwc_grid_place_get_view_x (&self->place);
  int view_width = dwc_grid_place_get_view_width (&self->place);
  int height = (int) lround (PILL_HEIGHT * metrics->text_scale);
  int width;

  if (x < view_x || x > view_x + view_width
      || now_us < self->place.scale.start_us || now_us >= self->place.scale.end_us)
    return FALSE;

  pango_layout_get_pixel_size (layout, &width, NULL);
  width += 2 * PILL_PAD;
  *area = GRAPHENE_RECT_INIT ((float) CLAMP (x - width / 2, view_x, MAX (view_x, view_x + view_width - width)),
                              (float) ((metrics->axis_height - height) / 2), width, height);

  return TRUE;
}

static void
draw_labels (DwcGridAxis           *self,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *pill)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  const GdkRGBA *colour = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT);
  int view_x = dwc_grid_place_get_view_x (&self->place);
  int view_end = view_x + dwc_grid_place_get_view_width (&self->place);

  for (guint i = 0; i < self->ticks->len; i++)
    {
      const DwcGridTick *tick = &g_array_index (self->ticks, DwcGridTick, i);
      PangoLayout *layout;
      int x, width;

      if (!tick->labelled)
        continue;

      layout = ensure_label (self, tick);
      pango_layout_get_pixel_size (layout, &width, NULL);
      x = dwc_grid_place_get_x (&self->place, tick->time_us);
      x = self->place.rtl ? x - LABEL_GAP - width : x + LABEL_GAP;
      if (x + width < view_x || x > view_end)
        continue;

      /* A label that the pill touches would be read as part of it. */
      if (pill != NULL && x < pill->origin.x + pill->size.width + 2 && x + width > pill->origin.x - 2)
        continue;

      dwc_grid_ink_draw_layout (self->ink, snapshot, layout, x, metrics->axis_height / 2.0, colour);
    }
}

static void
draw_corner (DwcGridAxis *self,
             GtkSnapshot *snapshot)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int lead = self->place.lead;
  int left = self->place.rtl ? self->place.width - lead : 0;
  int title_width, count_width, x;

  if (self->title == NULL)
    {
      g_autofree char *count = NULL;

      /* Translators: behind the word "Technicians" above the rows of the time grid. */
      count = self->n_technicians > 0 ? g_strdup_printf (_("%u by zone"), self->n_technicians)
                                      : g_strdup ("");
      self->title = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_NAME, _("Technicians"));
      self->count = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_BASE, count);
    }

  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_SIDEBAR),
                             &GRAPHENE_RECT_INIT (left, 0, lead, metrics->axis_height - 1));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HOUR_LINE),
                             &GRAPHENE_RECT_INIT (self->place.rtl ? left : left + lead - 1, 0, 1,
                                                  metrics->axis_height));

  pango_layout_get_pixel_size (self->title, &title_width, NULL);
  pango_layout_get_pixel_size (self->count, &count_width, NULL);
  x = self->place.rtl ? left + lead - PAD - title_width : left + PAD;
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->title, x, metrics->axis_height / 2.0,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_TEXT));
  x = self->place.rtl ? x - LABEL_GAP - count_width : x + title_width + LABEL_GAP + 1;
  dwc_grid_ink_draw_layout (self->ink, snapshot, self->count, x, metrics->axis_height / 2.0,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT));
}

static void
dwc_grid_axis_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  DwcGridAxis *self = DWC_GRID_AXIS (widget);
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  g_autofree char *now = dwc_wording_time (self->context, now_us);
  g_autoptr (PangoLayout) layout = dwc_grid_ink_create_layout (self->ink, DWC_GRID_TEXT_BAR, now);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  graphene_rect_t pill;
  gboolean has_pill;

  if (self->ticks == NULL)
    return;

  dwc_grid_ink_embolden (layout, G_MAXUINT, FALSE);
  has_pill = get_pill (self, layout, &pill);

  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_SIDEBAR),
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HOUR_LINE),
                             &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
  draw_labels (self, snapshot, has_pill ? &pill : NULL);

  if (has_pill)
    {
      dwc_grid_ink_fill_round (snapshot, &pill, pill.size.height / 2,
                               dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_NOW));
      dwc_grid_ink_draw_layout (self->ink, snapshot, layout, pill.origin.x + PILL_PAD,
                                pill.origin.y + pill.size.height / 2,
                                dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW));
    }

  draw_corner (self, snapshot);
}

static void
dwc_grid_axis_measure (GtkWidget     *widget,
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
dwc_grid_axis_dispose (GObject *object)
{
  DwcGridAxis *self = DWC_GRID_AXIS (object);

  g_hash_table_remove_all (self->labels);
  g_clear_object (&self->title);
  g_clear_object (&self->count);
  g_clear_pointer (&self->ticks, g_array_unref);
  g_clear_object (&self->ink);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_grid_axis_parent_class)->dispose (object);
}

static void
dwc_grid_axis_finalize (GObject *object)
{
  DwcGridAxis *self = DWC_GRID_AXIS (object);

  g_hash_table_unref (self->labels);

  G_OBJECT_CLASS (dwc_grid_axis_parent_class)->finalize (object);
}

static void
dwc_grid_axis_class_init (DwcGridAxisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_axis_dispose;
  object_class->finalize = dwc_grid_axis_finalize;
  widget_class->snapshot = dwc_grid_axis_snapshot;
  widget_class->measure = dwc_grid_axis_measure;

  gtk_widget_class_set_css_name (widget_class, "gridaxis");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
dwc_grid_axis_init (DwcGridAxis *self)
{
  self->labels = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

DwcGridAxis *
dwc_grid_axis_new (DwcGridInk *ink,
                   DwcContext *context)
{
  DwcGridAxis *self = g_object_new (DWC_TYPE_GRID_AXIS, NULL);

  self->ink = g_object_ref (ink);
  self->context = g_object_ref (context);

  return self;
}

/**
 * dwc_grid_axis_place:
 * @self: the axis
 * @place: where time lies
 * @ticks: (element-type DwcGridTick): the lines in view
 * @n_technicians: how many there are
 */
void
dwc_grid_axis_place (DwcGridAxis        *self,
                     const DwcGridPlace *place,
                     GArray             *ticks,
                     guint               n_technicians)
{
  self->place = *place;
  if (self->ticks != ticks)
    {
      g_clear_pointer (&self->ticks, g_array_unref);
      self->ticks = g_array_ref (ticks);
    }

  if (self->n_technicians != n_technicians)
    {
      self->n_technicians = n_technicians;
      g_clear_object (&self->title);
      g_clear_object (&self->count);
    }

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
dwc_grid_axis_ink_changed (DwcGridAxis *self)
{
  g_hash_table_remove_all (self->labels);
  g_clear_object (&self->title);
  g_clear_object (&self->count);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
