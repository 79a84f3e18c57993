/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-row-private.h"

/* A job of a minute must still be seen and hit. */
#define LEAST_WIDTH 3

G_DEFINE_FINAL_TYPE (DwcGridRow, dwc_grid_row, GTK_TYPE_WIDGET)

static void
add_wanted (gsize    position,
            gpointer user_data)
{
  GArray *wanted = user_data;
  guint value = (guint) position;

  g_array_append_val (wanted, value);
}

/* A child that waits is neither drawn nor told of; taking it out of the tree would cost a layout of
 * the whole window for each bar that scrolls by. */
static void
set_waiting (GtkWidget *child,
             gboolean   waiting)
{
  gtk_widget_set_child_visible (child, !waiting);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, waiting, -1);
}

static DwcGridBar *
take_spare (DwcGridRow *self)
{
  DwcGridBar *bar;

  if (self->spare->len > 0)
    {
      bar = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
      set_waiting (GTK_WIDGET (bar), FALSE);
      return bar;
    }

  bar = dwc_grid_bar_new (self->ink, self->context);
  gtk_widget_set_parent (GTK_WIDGET (bar), GTK_WIDGET (self));

  /* A widget may not be given a size before it was asked for one. */
  gtk_widget_measure (GTK_WIDGET (bar), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);

  return bar;
}

/* Which bar shows what, after the track may have been loaded anew: by the object where nothing
 * changed, else by name. */
static int
find_shown (DwcGridRow *self,
            DwcGridBar *bar)
{
  const char *job = dwc_grid_bar_get_job (bar);
  guint position = dwc_grid_bar_get_position (bar);

  if (job == NULL || self->track == NULL)
    return -1;
  if (position < dwc_grid_track_get_n_items (self->track)
      && g_str_equal (dwd_job_get_name (dwc_grid_track_get_item (self->track, position)->job), job))
    return (int) position;

  return dwc_grid_track_find (self->track, job);
}

static void
collect_wanted (DwcGridRow *self,
                GArray     *wanted)
{
  if (self->track == NULL)
    return;

  dwc_grid_track_query (self->track, dwc_grid_place_get_first (&self->place),
                        dwc_grid_place_get_last (&self->place), add_wanted, wanted);

  if (self->pinned >= 0)
    {
      guint i = 0;

      while (i < wanted->len && g_array_index (wanted, guint, i) < (guint) self->pinned)
        i++;
      if (i == wanted->len || g_array_index (wanted, guint, i) != (guint) self->pinned)
        g_array_insert_val (wanted, i, self->pinned);
    }
}

/* The bars of jobs that are still wanted stay with them, so that nothing is drawn again, and focus
 * stays where it is. */
static void
sort_out (DwcGridRow  *self,
          DwcGridBar **shown)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->bars);

  self->bars = g_ptr_array_new ();
  for (guint i = 0; i < before->len; i++)
    {
      DwcGridBar *bar = g_ptr_array_index (before, i);
      int position = find_shown (self, bar);

      if (position >= 0 && shown[position] == NULL)
        {
          shown[position] = bar;
          continue;
        }

      /* The job is gone from under the focus: the person stays in the row. */
      if (gtk_widget_is_focus (GTK_WIDGET (bar)))
        gtk_widget_grab_focus (self->head);
      g_ptr_array_add (self->spare, bar);
    }
}

/* A screen reader goes through the children: the head, then the day. Moving a child lays the row out
 * again, so that it waits for a moment of rest. */
static gboolean
order_cb (gpointer data)
{
  DwcGridRow *self = data;
  GtkWidget *before = self->head;

  self->order_source = 0;
  for (guint i = 0; i < self->bars->len; i++)
    {
      GtkWidget *bar = g_ptr_array_index (self->bars, i);

      if (gtk_widget_get_prev_sibling (bar) != before)
        gtk_widget_insert_after (bar, GTK_WIDGET (self), before);
      before = bar;
    }

  return G_SOURCE_REMOVE;
}

static void
bind_bars (DwcGridRow *self)
{
  g_autoptr (GArray) wanted = g_array_sized_new (FALSE, FALSE, sizeof (guint), 32);
  guint n_items = self->track != NULL ? dwc_grid_track_get_n_items (self->track) : 0;
  g_autofree DwcGridBar **shown = g_new0 (DwcGridBar *, n_items + 1);
  guint n_waiting = self->spare->len;
  gboolean changed = FALSE;

  collect_wanted (self, wanted);
  sort_out (self, shown);

  /* What is shown but not wanted goes first, so that it can serve for what is wanted and new. */
  for (guint i = 0, k = 0; i < n_items; i++)
    {
      gboolean keep = k < wanted->len && g_array_index (wanted, guint, k) == i;

      k += keep ? 1 : 0;
      if (!keep && shown[i] != NULL)
        g_ptr_array_add (self->spare, g_steal_pointer (&shown[i]));
    }

  for (guint i = 0; i < wanted->len; i++)
    {
      guint position = g_array_index (wanted, guint, i);
      DwcGridBar *bar = shown[position] != NULL ? shown[position] : take_spare (self);

      changed = dwc_grid_bar_bind (bar, self->track, position) || changed;
      dwc_grid_bar_set_selected (bar, g_strcmp0 (dwc_grid_bar_get_job (bar), self->selected_job) == 0);
      g_ptr_array_add (self->bars, bar);
    }

  if (changed)
    dwc_grid_row_queue_paint (self);
  if (self->order_source == 0)
    self->order_source = g_idle_add_full (G_PRIORITY_LOW, order_cb, self, NULL);

  for (guint i = MIN (n_waiting, self->spare->len); i < self->spare->len; i++)
    {
      dwc_grid_bar_unbind (g_ptr_array_index (self->spare, i));
      set_waiting (g_ptr_array_index (self->spare, i), TRUE);
    }
}

static void
find_pinned (DwcGridRow *self)
{
  self->pinned = -1;

  for (guint i = 0; i < self->bars->len; i++)
    {
      if (gtk_widget_is_focus (g_ptr_array_index (self->bars, i)))
        self->pinned = find_shown (self, g_ptr_array_index (self->bars, i));
    }
}

/* How much of a bar lies under the head. */
static int
get_inset (DwcGridRow          *self,
           const GtkAllocation *area)
{
  int hidden;

  if (self->place.rtl)
    hidden = area->x + area->width - (self->place.width - self->place.lead);
  else
    hidden = self->place.lead - area->x;

  return CLAMP (hidden, 0, area->width);
}

static void
arrange_children (DwcGridRow *self,
                  int         width,
                  int         height)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int lead = self->place.lead;

  gtk_widget_size_allocate (self->head,
                            &(GtkAllocation) { self->place.rtl ? width - lead : 0, 0, lead, height }, -1);

  for (guint i = 0; i < self->bars->len; i++)
    {
      DwcGridBar *bar = g_ptr_array_index (self->bars, i);
      const DwcGridItem *item = dwc_grid_track_get_item (self->track, dwc_grid_bar_get_position (bar));
      GtkAllocation area;

      dwc_grid_place_get_span (&self->place, item->start_us, item->end_us, &area.x, &area.width);
      area.width = MAX (LEAST_WIDTH, area.width);
      area.y = metrics->body_top + (int) item->lane * metrics->lane_height;
      area.height = metrics->body_height;
      dwc_grid_bar_set_inset (bar, get_inset (self, &area));
      gtk_widget_size_allocate (GTK_WIDGET (bar), &area, -1);
    }

  self->arranged = TRUE;
}

static void
dwc_grid_row_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  arrange_children (DWC_GRID_ROW (widget), width, height);
}

static void
dwc_grid_row_measure (GtkWidget     *widget,
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
dwc_grid_row_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  DwcGridRow *self = DWC_GRID_ROW (widget);

  if (self->painted)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (dwc_grid_place_get_view_x (&self->place), 0));
      gtk_snapshot_append_node (snapshot, dwc_grid_sheet_get_node (self->sheet));
      gtk_snapshot_restore (snapshot);
    }

  gtk_widget_snapshot_child (widget, self->head, snapshot);
}

static void
dwc_grid_row_dispose (GObject *object)
{
  DwcGridRow *self = DWC_GRID_ROW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->order_source, g_source_remove);
  self->track = NULL;
  g_ptr_array_set_size (self->bars, 0);
  g_ptr_array_set_size (self->spare, 0);
  self->head = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  g_clear_object (&self->technician);
  g_clear_object (&self->ink);
  g_clear_object (&self->context);
  g_clear_pointer (&self->selected_job, g_free);

  G_OBJECT_CLASS (dwc_grid_row_parent_class)->dispose (object);
}

static void
dwc_grid_row_finalize (GObject *object)
{
  DwcGridRow *self = DWC_GRID_ROW (object);

  g_ptr_array_unref (self->bars);
  g_ptr_array_unref (self->spare);
  dwc_grid_sheet_free (self->sheet);

  G_OBJECT_CLASS (dwc_grid_row_parent_class)->finalize (object);
}

static void
dwc_grid_row_class_init (DwcGridRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_row_dispose;
  object_class->finalize = dwc_grid_row_finalize;
  widget_class->size_allocate = dwc_grid_row_size_allocate;
  widget_class->measure = dwc_grid_row_measure;
  widget_class->snapshot = dwc_grid_row_snapshot;

  gtk_widget_class_set_css_name (widget_class, "gridrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
dwc_grid_row_init (DwcGridRow *self)
{
  self->bars = g_ptr_array_new ();
  self->spare = g_ptr_array_new ();
  self->sheet = dwc_grid_sheet_new ();
  self->pinned = -1;
}

DwcGridRow *
dwc_grid_row_new (DwcGridInk *ink,
                  DwcContext *context)
{
  DwcGridRow *self = g_object_new (DWC_TYPE_GRID_ROW, NULL);

  self->ink = g_object_ref (ink);
  self->context = g_object_ref (context);
  self->head = GTK_WIDGET (dwc_grid_head_new (ink, context));
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));
  gtk_widget_measure (self->head, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);

  return self;
}

/**
 * dwc_grid_row_bind:
 * @self: a row
 * @data: a technician's row; what it lends stays alive until the row is bound again or unbound
 *
 * Shows this technician as things stand now. The bars follow with dwc_grid_row_place().
 */
void
dwc_grid_row_bind (DwcGridRow           *self,
                   const DwcGridRowData *data)
{
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));

  dwc_grid_track_forecast (data->track, now_us);
  if (self->technician != data->technician)
    {
      g_set_object (&self->technician, data->technician);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      dwd_technician_get_employee_name (data->technician), -1);
    }

  self->track = data->track;
  self->placed = FALSE;
  dwc_grid_head_bind (DWC_GRID_HEAD (self->head), data);
}

/**
 * dwc_grid_row_unbind:
 * @self: a row
 *
 * Lets everything go that the rows lent.
 */
void
dwc_grid_row_unbind (DwcGridRow *self)
{
  self->track = NULL;
  self->pinned = -1;
  self->placed = FALSE;
  self->painted = FALSE;
  dwc_grid_sheet_clear (self->sheet);
  bind_bars (self);
  g_clear_object (&self->technician);
}

/**
 * dwc_grid_row_place:
 * @self: a bound row
 * @place: where time lies
 *
 * Binds a bar to each job in view. They get their sizes with dwc_grid_row_arrange().
 */
void
dwc_grid_row_place (DwcGridRow         *self,
                    const DwcGridPlace *place)
{
  if (self->placed && dwc_grid_place_equal (&self->place, place))
    return;

  self->place = *place;
  self->placed = TRUE;
  find_pinned (self);
  bind_bars (self);
  self->arranged = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * dwc_grid_row_arrange:
 * @self: a row that has its size
 *
 * Gives the bars their sizes, where they have others than the row was placed for. The view does it
 * while it is laid out itself: a row that asked for that then would have the window laid out twice.
 */
void
dwc_grid_row_arrange (DwcGridRow *self)
{
  if (!self->arranged)
    arrange_children (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)));
}

/**
 * dwc_grid_row_ensure_bar:
 * @self: a bound row
 * @position: a bar of its track
 *
 * Returns: (transfer none): the bar's widget, which is made also where it lies out of view: it can
 *   take the focus before it has been scrolled to
 */
DwcGridBar *
dwc_grid_row_ensure_bar (DwcGridRow *self,
                         guint       position)
{
  g_return_val_if_fail (self->track != NULL, NULL);
  g_return_val_if_fail (position < dwc_grid_track_get_n_items (self->track), NULL);

  self->pinned = (int) position;
  bind_bars (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  for (guint i = 0; i < self->bars->len; i++)
    {
      if (dwc_grid_bar_get_position (g_ptr_array_index (self->bars, i)) == position)
        return g_ptr_array_index (self->bars, i);
    }

  return NULL;
}

/**
 * dwc_grid_row_set_selection:
 * @self: a bound row
 * @job: (nullable): the selected job
 * @technician: (nullable): the selected technician
 */
void
dwc_grid_row_set_selection (DwcGridRow *self,
                            const char *job,
                            const char *technician)
{
  const char *employee = dwc_grid_row_get_employee (self);

  if (g_strcmp0 (job, self->selected_job) != 0)
    {
      g_free (self->selected_job);
      self->selected_job = g_strdup (job);
    }

  for (guint i = 0; i < self->bars->len; i++)
    {
      DwcGridBar *bar = g_ptr_array_index (self->bars, i);

      dwc_grid_bar_set_selected (bar, job != NULL && g_strcmp0 (dwc_grid_bar_get_job (bar), job) == 0);
    }

  if (self->selected != (technician != NULL && g_strcmp0 (employee, technician) == 0))
    {
      self->selected = !self->selected;
      dwc_grid_row_queue_paint (self);
    }
  dwc_grid_head_set_selected (DWC_GRID_HEAD (self->head), self->selected);
}

void
dwc_grid_row_ink_changed (DwcGridRow *self)
{
  dwc_grid_head_ink_changed (DWC_GRID_HEAD (self->head));
  for (guint i = 0; i < self->bars->len; i++)
    dwc_grid_bar_ink_changed (g_ptr_array_index (self->bars, i));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  dwc_grid_row_queue_paint (self);
}

/* (nullable) */
const char *
dwc_grid_row_get_employee (DwcGridRow *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROW (self), NULL);

  return self->technician != NULL ? dwd_technician_get_name (self->technician) : NULL;
}

const DwcGridTrack *
dwc_grid_row_get_track (DwcGridRow *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROW (self), NULL);

  return self->track;
}

DwcGridHead *
dwc_grid_row_get_head (DwcGridRow *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROW (self), NULL);

  return DWC_GRID_HEAD (self->head);
}

/**
 * dwc_grid_row_get_bars:
 * @self: a row
 *
 * Returns: (transfer none) (element-type DwcGridBar): the bars it shows, by time
 */
GPtrArray *
dwc_grid_row_get_bars (DwcGridRow *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROW (self), NULL);

  return self->bars;
}
