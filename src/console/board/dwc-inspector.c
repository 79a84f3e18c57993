/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-inspector.h"

#include "dwc-inspector-job.h"
#include "dwc-inspector-technician.h"

#include <glib/gi18n.h>

struct _DwcInspector
{
  GtkWidget parent_instance;

  GtkWidget *stack;
  GtkWidget *job_page;             /* (nullable) until one is shown */
  GtkWidget *technician_page;      /* (nullable) until one is shown */

  DwcContext *context;         /* (owned) */
  DwdJob *job;                 /* (owned) (nullable) */
  GCancellable *cancellable;   /* (owned) (nullable): reads for what is no longer selected */
  gulong second_id;
};

G_DEFINE_FINAL_TYPE (DwcInspector, dwc_inspector, GTK_TYPE_WIDGET)

enum
{
  JOB_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_page (DwcInspector *self,
           const char   *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
}

/* Both pages are built when first needed: starting must not pay for them. */
static GtkWidget *
ensure_job_page (DwcInspector *self)
{
  if (self->job_page == NULL)
    {
      self->job_page = dwc_inspector_job_new (self->context);
      gtk_stack_add_named (GTK_STACK (self->stack), self->job_page, "job");
    }

  return self->job_page;
}

static GtkWidget *
ensure_technician_page (DwcInspector *self)
{
  if (self->technician_page == NULL)
    {
      self->technician_page = dwc_inspector_technician_new (self->context);
      gtk_stack_add_named (GTK_STACK (self->stack), self->technician_page, "technician");
    }

  return self->technician_page;
}

static void
history_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (DwcInspector) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = dwd_engine_load_history_finish (DWD_ENGINE (object), result, &error);

  if (history != NULL && self->job_page != NULL)
    dwc_inspector_job_set_history (DWC_INSPECTOR_JOB (self->job_page), history);
}

static void
load_history (DwcInspector *self,
              gboolean      another_job)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (another_job)
    dwc_inspector_job_set_history (DWC_INSPECTOR_JOB (self->job_page), NULL);
  if (engine != NULL)
    dwd_engine_load_history_async (engine, dwd_job_get_name (self->job), self->cancellable,
                                   history_loaded_cb, g_object_ref (self));
}

static void
show_job (DwcInspector *self,
          DwdJob       *job)
{
  gboolean another = self->job == NULL || !g_str_equal (dwd_job_get_name (self->job), dwd_job_get_name (job));

  g_set_object (&self->job, job);
  dwc_inspector_job_set_job (DWC_INSPECTOR_JOB (ensure_job_page (self)), job);
  show_page (self, "job");
  load_history (self, another);
  g_signal_emit (self, signals[JOB_CHANGED], 0);
}

static void
job_loaded_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DwcInspector) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdJob) job = dwd_engine_load_job_finish (DWD_ENGINE (object), result, &error);

  if (self->context == NULL || dwd_failure_from_error (error) == DWD_FAILURE_CANCELLED)
    return;

  /* The selection may have moved on while the job was read. */
  if (job != NULL && g_strcmp0 (dwd_job_get_name (job),
                                dwd_selection_get_job (dwc_context_get_selection (self->context))) == 0)
    show_job (self, job);
  else if (job == NULL)
    show_page (self, "missing");
}

static void
find_job (DwcInspector *self,
          const char   *name)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdJob *job = dwd_board_lookup_job (dwc_context_get_board (self->context), name);

  if (job != NULL)
    {
      show_job (self, job);
      return;
    }

  if (engine == NULL)
    {
      show_page (self, "missing");
      return;
    }

  if (self->job == NULL || !g_str_equal (dwd_job_get_name (self->job), name))
    show_page (self, "loading");
  dwd_engine_load_job_async (engine, name, self->cancellable, job_loaded_cb, g_object_ref (self));
}

static void
show_technician (DwcInspector *self,
                 const char   *name)
{
  DwdTechnician *technician = dwd_board_lookup_technician (dwc_context_get_board (self->context), name);

  if (technician == NULL)
    {
      show_page (self, "missing");
      return;
    }

  dwc_inspector_technician_set (DWC_INSPECTOR_TECHNICIAN (ensure_technician_page (self)), technician);
  show_page (self, "technician");
}

static void
forget_job (DwcInspector *self)
{
  if (self->job == NULL)
    return;

  g_clear_object (&self->job);
  g_signal_emit (self, signals[JOB_CHANGED], 0);
}

static void
renew_cancellable (DwcInspector *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
selection_changed_cb (DwcInspector *self)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  const char *job = dwd_selection_get_job (selection);
  const char *technician = dwd_selection_get_technician (selection);

  renew_cancellable (self);
  if (job == NULL || (self->job != NULL && !g_str_equal (dwd_job_get_name (self->job), job)))
    forget_job (self);

  if (job != NULL)
    find_job (self, job);
  else if (technician != NULL)
    show_technician (self, technician);
  else
    show_page (self, "empty");
}

static void
jobs_changed_cb (DwcInspector *self,
                 GHashTable   *names)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  const char *job = dwd_selection_get_job (selection);
  const char *technician = dwd_selection_get_technician (selection);

  if (job != NULL && (names == NULL || g_hash_table_contains (names, job)))
    find_job (self, job);
  else if (technician != NULL)
    show_technician (self, technician);
}

static void
technicians_changed_cb (DwcInspector *self)
{
  const char *technician = dwd_selection_get_technician (dwc_context_get_selection (self->context));

  if (technician != NULL)
    show_technician (self, technician);
}

static void
second_cb (DwcInspector *self)
{
  const char *shown = gtk_stack_get_visible_child_name (GTK_STACK (self->stack));

  if (g_str_equal (shown, "job"))
    dwc_inspector_job_update (DWC_INSPECTOR_JOB (self->job_page));
  else if (g_str_equal (shown, "technician"))
    dwc_inspector_technician_update (DWC_INSPECTOR_TECHNICIAN (self->technician_page));
}

static void
dwc_inspector_map (GtkWidget *widget)
{
  DwcInspector *self = DWC_INSPECTOR (widget);

  GTK_WIDGET_CLASS (dwc_inspector_parent_class)->map (widget);

  second_cb (self);
  self->second_id = g_signal_connect_swapped (dwc_context_get_clock (self->context), "second",
                                              G_CALLBACK (second_cb), self);
}

static void
dwc_inspector_unmap (GtkWidget *widget)
{
  DwcInspector *self = DWC_INSPECTOR (widget);

  g_clear_signal_handler (&self->second_id, dwc_context_get_clock (self->context));

  GTK_WIDGET_CLASS (dwc_inspector_parent_class)->unmap (widget);
}

static void
dwc_inspector_dispose (GObject *object)
{
  DwcInspector *self = DWC_INSPECTOR (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->job_page = NULL;
  self->technician_page = NULL;
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->job);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_inspector_parent_class)->dispose (object);
}

static void
dwc_inspector_class_init (DwcInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_inspector_dispose;
  widget_class->map = dwc_inspector_map;
  widget_class->unmap = dwc_inspector_unmap;

  /**
   * DwcInspector::job-changed:
   *
   * Another job is selected, or the selected one has other values.
   */
  signals[JOB_CHANGED] = g_signal_new ("job-changed", DWC_TYPE_INSPECTOR, G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_status_page (DwcInspector *self,
                 const char   *name,
                 const char   *icon,
                 const char   *title,
                 const char   *description)
{
  GtkWidget *page = g_object_new (ADW_TYPE_STATUS_PAGE,
                                  "icon-name", icon,
                                  "title", title,
                                  "description", description,
                                  NULL);

  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (GTK_STACK (self->stack), page, name);
}

static void
dwc_inspector_init (DwcInspector *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self), "dwc-inspector");
  self->stack = gtk_stack_new ();
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  add_status_page (self, "empty", "edit-find-symbolic", _("Nothing Selected"),
                   _("Pick a job or a technician in the list, on the map or in the grid."));
  add_status_page (self, "missing", "action-unavailable-symbolic", _("Not Here"),
                   _("This record is not on this computer. It may have been removed; sync to be sure."));
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_widget_set_halign (spinner, GTK_ALIGN_CENTER);
  gtk_stack_add_named (GTK_STACK (self->stack), spinner, "loading");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inspector"), -1);
}

GtkWidget *
dwc_inspector_new (DwcContext *context)
{
  DwcInspector *self = g_object_new (DWC_TYPE_INSPECTOR, NULL);
  DwdBoard *board = dwc_context_get_board (context);

  g_set_object (&self->context, context);
  g_signal_connect_object (dwc_context_get_selection (context), "changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "jobs-changed", G_CALLBACK (jobs_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (board, "technicians-changed", G_CALLBACK (technicians_changed_cb), self,
                           G_CONNECT_SWAPPED);
  selection_changed_cb (self);

  return GTK_WIDGET (self);
}

DwdJob *
dwc_inspector_get_job (DwcInspector *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR (self), NULL);

  return self->job;
}

const char *
dwc_inspector_get_shown (DwcInspector *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR (self), NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (self->stack));
}

GtkWidget *
dwc_inspector_get_page (DwcInspector *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR (self), NULL);

  return gtk_stack_get_visible_child (GTK_STACK (self->stack));
}
