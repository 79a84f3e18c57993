/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-job-dialog.h"

#include "dwc-inspector-technician.h"
#include "dwc-job-dialog-row.h"
#include "dwc-wording.h"
#include "rules/dwd-job-states.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

/* Whom to send: everyone who can be dispatched, those with the skills first, with the load of the day. */
#define DWC_TYPE_JOB_DIALOG_ASSIGN (dwc_job_dialog_assign_get_type ())
G_DECLARE_FINAL_TYPE (DwcJobDialogAssign, dwc_job_dialog_assign, DWC, JOB_DIALOG_ASSIGN, DwcJobDialog)

struct _DwcJobDialogAssign
{
  DwcJobDialog parent_instance;

  GtkWidget *search;
  GtkWidget *list;
  GtkFilter *filter;               /* (owned) */
  GtkSingleSelection *selection;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (DwcJobDialogAssign, dwc_job_dialog_assign, DWC_TYPE_JOB_DIALOG)

static gboolean
filter_cb (gpointer item,
           gpointer user_data)
{
  DwcJobDialogAssign *self = user_data;
  DwdTechnician *technician = DWD_TECHNICIAN (item);
  DwdJob *job = dwc_job_dialog_get_job (DWC_JOB_DIALOG (self));
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *all = g_strconcat (dwd_technician_get_employee_name (technician), " ",
                                      dwd_technician_get_zone (technician), NULL);
  g_autofree char *folded = g_utf8_casefold (all, -1);

  if (!dwd_technician_is_dispatchable (technician))
    return FALSE;
  if (job != NULL && g_str_equal (dwd_technician_get_name (technician), dwd_job_get_assigned_to (job)))
    return FALSE;

  return strstr (folded, wanted) != NULL;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  DwcJobDialog *self = user_data;
  DwdJob *job = dwc_job_dialog_get_job (self);
  DwdTechnician *left = DWD_TECHNICIAN ((gpointer) a);
  DwdTechnician *right = DWD_TECHNICIAN ((gpointer) b);
  int by_skill = (int) dwc_job_dialog_count_missing (left, job) - (int) dwc_job_dialog_count_missing (right, job);

  if (by_skill != 0)
    return by_skill;

  return g_utf8_collate (dwd_technician_get_employee_name (left), dwd_technician_get_employee_name (right));
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          DwcJobDialogAssign       *self)
{
  gtk_list_item_set_child (item, dwc_job_dialog_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         DwcJobDialogAssign       *self)
{
  DwcJobDialog *dialog = DWC_JOB_DIALOG (self);

  dwc_job_dialog_row_set (gtk_list_item_get_child (item), dwc_job_dialog_get_context (dialog),
                          dwc_job_dialog_get_job (dialog), gtk_list_item_get_item (item));
  dwc_access_name_row (gtk_list_item_get_child (item));
}

static void
selected_cb (DwcJobDialogAssign *self)
{
  dwc_job_dialog_set_ready (DWC_JOB_DIALOG (self),
                            gtk_single_selection_get_selected_item (self->selection) != NULL);
}

static void
search_changed_cb (DwcJobDialogAssign *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, 0);
  selected_cb (self);
}

/* Arrows walk the list while the words are still being written. */
static gboolean
search_key_cb (DwcJobDialogAssign *self,
               guint               keyval)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (keyval == GDK_KEY_Down && position != GTK_INVALID_LIST_POSITION && position + 1 < n)
    gtk_single_selection_set_selected (self->selection, position + 1);
  else if (keyval == GDK_KEY_Up && position != GTK_INVALID_LIST_POSITION && position > 0)
    gtk_single_selection_set_selected (self->selection, position - 1);
  else
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u",
                              gtk_single_selection_get_selected (self->selection));

  return GDK_EVENT_STOP;
}

static void
dwc_job_dialog_assign_apply (DwcJobDialog *dialog,
                             DwdEngine    *engine)
{
  DwcJobDialogAssign *self = DWC_JOB_DIALOG_ASSIGN (dialog);
  DwdTechnician *technician = gtk_single_selection_get_selected_item (self->selection);
  DwdJob *job = dwc_job_dialog_get_job (dialog);

  /* Translators: %1$s is a job's number, %2$s a technician. */
  dwc_job_dialog_take_done_text (dialog, g_strdup_printf (_("Assigned %1$s to %2$s"), dwd_job_get_short_name (job),
                                                          dwd_technician_get_employee_name (technician)));
  dwd_engine_assign_job_async (engine, dwd_job_get_name (job), dwd_technician_get_name (technician),
                               DWD_TIME_NONE, DWD_TIME_NONE, dwc_job_dialog_get_reason (dialog),
                               dwc_job_dialog_act_cb, g_object_ref (dialog));
}

static void
dwc_job_dialog_assign_dispose (GObject *object)
{
  DwcJobDialogAssign *self = DWC_JOB_DIALOG_ASSIGN (object);

  /* The models' callbacks ask the dialog for its job, which goes with it. */
  if (self->selection != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->selection, selected_cb, self);
      gtk_single_selection_set_model (self->selection, NULL);
    }
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (dwc_job_dialog_assign_parent_class)->dispose (object);
}

static void
dwc_job_dialog_assign_class_init (DwcJobDialogAssignClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  DwcJobDialogClass *dialog_class = DWC_JOB_DIALOG_CLASS (klass);

  object_class->dispose = dwc_job_dialog_assign_dispose;
  dialog_class->apply = dwc_job_dialog_assign_apply;
}

static GtkWidget *
new_search (DwcJobDialogAssign *self)
{
  GtkWidget *search = gtk_search_entry_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_object_set (search, "placeholder-text", _("Search technicians"), NULL);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect_swapped (search, "activate", G_CALLBACK (dwc_job_dialog_apply), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (search, keys);

  return search;
}

static void
dwc_job_dialog_assign_init (DwcJobDialogAssign *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);

  self->search = new_search (self);
  dwc_job_dialog_append (DWC_JOB_DIALOG (self), self->search);
  self->selection = gtk_single_selection_new (NULL);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Technicians"), -1);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (dwc_job_dialog_apply), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (scroller, "card");
  dwc_job_dialog_append (DWC_JOB_DIALOG (self), scroller);
}

static void
fill_list (DwcJobDialogAssign *self,
           DwcContext         *context)
{
  GListModel *technicians = dwd_board_get_technicians (dwc_context_get_board (context));
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, self, NULL));
  g_autoptr (GtkSortListModel) sorted = NULL;
  GtkFilterListModel *filtered;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (technicians), g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), sorter);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (sorted));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * dwc_job_dialog_assign_new:
 * @origin: the widget that asks
 * @context: the context
 * @job: the job
 *
 * Returns: (transfer floating): a dialog that assigns it
 */
GtkWidget *
dwc_job_dialog_assign_new (GtkWidget  *origin,
                           DwcContext *context,
                           DwdJob     *job)
{
  DwcJobDialogAssign *self = g_object_new (DWC_TYPE_JOB_DIALOG_ASSIGN, NULL);
  DwcJobDialog *dialog = DWC_JOB_DIALOG (self);
  g_autofree char *title = g_strdup_printf (_("Assign %s"), dwd_job_get_short_name (job));
  gboolean assigned = *dwd_job_get_assigned_to (job) != '\0';

  dwc_job_dialog_set (dialog, origin, context, job, title, assigned ? _("Re_assign") : _("_Assign"));
  dwc_job_dialog_set_needs_reason (dialog, dwd_job_states_assign_needs_reason (dwd_job_get_status (job)));
  fill_list (self, context);
  selected_cb (self);
  gtk_widget_grab_focus (self->search);

  return GTK_WIDGET (self);
}
