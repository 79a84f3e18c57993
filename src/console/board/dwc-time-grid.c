/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-time-grid.h"

#include <glib/gi18n.h>

#include "dwc-wording.h"

/* Ten columns of a quarter of an hour fill a view; days as they are called. */
#define QUARTER_HOURS 2.5
#define WEEK_HOURS (7 * 24.0)
#define MONTH_HOURS (31 * 24.0)

struct _DwcTimeGrid
{
  GtkWidget parent_instance;

  DwcContext *context;     /* (owned) (nullable) */
  GtkWidget *overlay;      /* a child */
  DwcGridView *view;
  GtkWidget *empty;        /* in the place of the view */
  GtkWidget *notice;       /* over it */
};

typedef enum
{
  PROP_CONTEXT = 1,
} DwcTimeGridProperty;

static GParamSpec *properties[PROP_CONTEXT + 1];

G_DEFINE_FINAL_TYPE (DwcTimeGrid, dwc_time_grid, GTK_TYPE_WIDGET)

/* Which of the states is shown: loading and rows are the view's own. */
static void
update_state (DwcTimeGrid *self)
{
  DwcGridRows *rows = dwc_grid_view_get_rows (self->view);
  gboolean loading = self->context != NULL && dwd_board_get_loading (dwc_context_get_board (self->context));
  guint n_rows = rows != NULL ? dwc_grid_rows_get_n_rows (rows) : 0;
  gboolean off = n_rows > 0 && !dwc_grid_rows_is_on_shift (rows);
  g_autofree char *day = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->empty, self->context != NULL && n_rows == 0 && !loading);
  gtk_widget_set_visible (self->notice, off && !loading);
  if (!off)
    return;

  day = dwc_wording_date (self->context, dwd_board_get_start (dwc_context_get_board (self->context)));
  text = g_strdup_printf (_("Nobody has a shift on %s. Jobs can still be planned."), day);
  gtk_label_set_label (GTK_LABEL (self->notice), text);
}

static void
changed_cb (DwcTimeGrid *self)
{
  update_state (self);
}

static void
dwc_time_grid_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  DwcTimeGrid *self = DWC_TIME_GRID (object);

  switch ((DwcTimeGridProperty) prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, self->context);
      break;
    }
}

static void
dwc_time_grid_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  DwcTimeGrid *self = DWC_TIME_GRID (object);

  switch ((DwcTimeGridProperty) prop_id)
    {
    case PROP_CONTEXT:
      dwc_time_grid_set_context (self, g_value_get_object (value));
      break;
    }
}

static void
disconnect_context (DwcTimeGrid *self)
{
  DwcGridRows *rows = dwc_grid_view_get_rows (self->view);

  if (rows != NULL)
    g_signal_handlers_disconnect_by_func (rows, changed_cb, self);
  if (self->context != NULL)
    g_signal_handlers_disconnect_by_func (dwc_context_get_board (self->context), changed_cb, self);
}

static void
dwc_time_grid_dispose (GObject *object)
{
  DwcTimeGrid *self = DWC_TIME_GRID (object);

  if (self->overlay != NULL)
    {
      disconnect_context (self);
      dwc_grid_view_set_context (self->view, NULL);
    }
  g_clear_object (&self->context);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (dwc_time_grid_parent_class)->dispose (object);
}

static void
dwc_time_grid_class_init (DwcTimeGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_time_grid_dispose;
  object_class->get_property = dwc_time_grid_get_property;
  object_class->set_property = dwc_time_grid_set_property;

  /**
   * DwcTimeGrid:context:
   *
   * The board, the clock and the selection to show.
   */
  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, DWC_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timegrid");
}

/* Three parts, of which the second and third lie over the first: less than a file of its own would
 * say. */
static void
dwc_time_grid_init (DwcTimeGrid *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->view = g_object_new (DWC_TYPE_GRID_VIEW, "hexpand", TRUE, "vexpand", TRUE, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  /* Automatic bars are guessed from the least size, which says nothing of a day's length. Corrected during
   * the allocation, the guess asks for another one above, and a frame is painted before that has come. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_ALWAYS, GTK_POLICY_ALWAYS);

  self->empty = adw_status_page_new ();
  gtk_widget_add_css_class (self->empty, "compact");
  gtk_widget_add_css_class (self->empty, "background");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "avatar-default-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _("No Technicians"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   _("Employees of your organisation who are active and enabled for dispatch "
                                     "appear here with the next sync."));

  self->notice = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->notice, "osd");
  gtk_widget_add_css_class (self->notice, "dwc-grid-notice");
  gtk_widget_set_halign (self->notice, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->notice, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (self->notice, 18);
  gtk_widget_set_can_target (self->notice, FALSE);
  gtk_label_set_wrap (GTK_LABEL (self->notice), TRUE);

  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->empty);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->notice);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  update_state (self);
}

GtkWidget *
dwc_time_grid_new (void)
{
  return g_object_new (DWC_TYPE_TIME_GRID, NULL);
}

/**
 * dwc_time_grid_get_context:
 * @self: a time grid
 *
 * Returns: (transfer none) (nullable): what it shows
 */
DwcContext *
dwc_time_grid_get_context (DwcTimeGrid *self)
{
  g_return_val_if_fail (DWC_IS_TIME_GRID (self), NULL);

  return self->context;
}

/**
 * dwc_time_grid_set_context:
 * @self: a time grid
 * @context: (nullable): what to show
 */
void
dwc_time_grid_set_context (DwcTimeGrid *self,
                           DwcContext  *context)
{
  g_return_if_fail (DWC_IS_TIME_GRID (self));

  if (self->context == context)
    return;

  disconnect_context (self);
  g_set_object (&self->context, context);
  dwc_grid_view_set_context (self->view, context);

  if (context != NULL)
    {
      g_signal_connect_swapped (dwc_grid_view_get_rows (self->view), "changed", G_CALLBACK (changed_cb), self);
      g_signal_connect_swapped (dwc_context_get_board (context), "notify::loading",
                                G_CALLBACK (changed_cb), self);
    }

  update_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

/**
 * dwc_time_grid_set_zoom:
 * @self: a time grid
 * @zoom: how much time the view shows, as far as the board's range goes
 */
void
dwc_time_grid_set_zoom (DwcTimeGrid    *self,
                        DwcTimeGridZoom zoom)
{
  g_return_if_fail (DWC_IS_TIME_GRID (self));

  switch (zoom)
    {
    case DWC_TIME_GRID_ZOOM_QUARTER:
      dwc_grid_view_set_hours (self->view, QUARTER_HOURS);
      break;
    case DWC_TIME_GRID_ZOOM_WEEK:
      dwc_grid_view_set_hours (self->view, WEEK_HOURS);
      break;
    case DWC_TIME_GRID_ZOOM_MONTH:
      dwc_grid_view_set_hours (self->view, MONTH_HOURS);
      break;
    case DWC_TIME_GRID_ZOOM_DAY:
    default:
      dwc_grid_view_set_hours (self->view, 0);
      break;
    }
}

void
dwc_time_grid_show_now (DwcTimeGrid *self)
{
  g_return_if_fail (DWC_IS_TIME_GRID (self));

  dwc_grid_view_show_now (self->view);
}

/**
 * dwc_time_grid_reveal_job:
 * @self: a time grid
 * @job: the name of a job
 *
 * Scrolls until the job is in view.
 *
 * Returns: %FALSE where it has no bar here: nobody has it, or its day is another one
 */
gboolean
dwc_time_grid_reveal_job (DwcTimeGrid *self,
                          const char  *job)
{
  g_return_val_if_fail (DWC_IS_TIME_GRID (self), FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  return dwc_grid_view_reveal_job (self->view, job);
}

/* (transfer none) */
DwcGridView *
dwc_time_grid_get_view (DwcTimeGrid *self)
{
  g_return_val_if_fail (DWC_IS_TIME_GRID (self), NULL);

  return self->view;
}
