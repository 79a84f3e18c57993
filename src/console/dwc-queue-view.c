/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-queue-view.h"

#include "dwc-queue-row.h"
#include "dwc-tell.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

struct _DwcQueueView
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *sync_now;
  GtkWidget *stack;
  GtkListView *list;

  DwcContext *context;           /* (owned) */
  DwdSyncStatus *status;         /* (owned) */
  GtkSortListModel *rows;        /* (owned) */
  GPtrArray *bound;              /* (owned) of GtkListItem, not owned */
  gulong second_id;
};

G_DEFINE_FINAL_TYPE (DwcQueueView, dwc_queue_view, GTK_TYPE_WIDGET)

typedef void (*ActAsync) (DwdEngine          *engine,
                          gint64              seq,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);

static int
compare_operations (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  DwdOperation *left = DWD_OPERATION ((gpointer) a);
  DwdOperation *right = DWD_OPERATION ((gpointer) b);
  int by_lane = (int) dwd_operation_get_lane (left) - (int) dwd_operation_get_lane (right);
  gint64 left_seq = dwd_operation_get_seq (left);
  gint64 right_seq = dwd_operation_get_seq (right);

  if (by_lane != 0)
    return by_lane;

  return left_seq < right_seq ? -1 : left_seq > right_seq;
}

static guint
count_lane (DwcQueueView *self,
            DwdLane       lane)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint count = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DwdOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (dwd_operation_get_lane (operation) == lane)
        count++;
    }

  return count;
}

static gboolean
starts_lane (DwcQueueView *self,
             guint         position,
             DwdLane       lane)
{
  g_autoptr (DwdOperation) above = NULL;

  if (position == 0)
    return TRUE;

  above = g_list_model_get_item (G_LIST_MODEL (self->rows), position - 1);

  return above == NULL || dwd_operation_get_lane (above) != lane;
}

static void
update_lane_header (DwcQueueView *self,
                    GtkListItem  *item)
{
  DwdOperation *operation = gtk_list_item_get_item (item);
  DwcQueueRow *row = DWC_QUEUE_ROW (gtk_list_item_get_child (item));
  DwdLane lane;

  if (operation == NULL)
    return;

  lane = dwd_operation_get_lane (operation);
  dwc_queue_row_set_lane (row, starts_lane (self, gtk_list_item_get_position (item), lane)
                          ? count_lane (self, lane) : 0);
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          DwcQueueView             *self)
{
  gtk_list_item_set_child (item, dwc_queue_row_new ());
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         DwcQueueView             *self)
{
  dwc_queue_row_set (DWC_QUEUE_ROW (gtk_list_item_get_child (item)), self->context,
                     gtk_list_item_get_item (item));
  update_lane_header (self, item);
  g_ptr_array_add (self->bound, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           DwcQueueView             *self)
{
  g_ptr_array_remove_fast (self->bound, item);
  dwc_queue_row_set (DWC_QUEUE_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
update_header (DwcQueueView *self)
{
  const DwdSyncStatusFields *status = dwd_sync_status_peek (self->status);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autofree char *title = dwc_wording_queue_title (n);
  g_autofree char *since = dwc_wording_moment (self->context, status->since_us);
  g_autofree char *subtitle = NULL;

  if (status->sent > 0)
    /* Translators: %3$s is a time. */
    subtitle = g_strdup_printf (_("%1$u sent of %2$u since %3$s"), status->sent,
                                status->sent + status->queued, since);
  else if (status->state == DWD_SYNC_OFFLINE)
    subtitle = g_strdup_printf (_("Offline since %s; sent in this order when the network is back"), since);
  else
    subtitle = dwc_wording_sync (self->context, status);

  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "list" : "empty");
}

static void
rows_changed_cb (DwcQueueView *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_lane_header (self, g_ptr_array_index (self->bound, i));
  update_header (self);
}

static void
second_cb (DwcQueueView *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    dwc_queue_row_update (DWC_QUEUE_ROW (gtk_list_item_get_child (g_ptr_array_index (self->bound, i))));
}

static void
act_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (DwcQueueView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_act_finish (DWD_ENGINE (object), result, &error))
    dwc_tell_error (GTK_WIDGET (self), _("The Queue Was Not Changed"), error);
}

static DwdOperation *
find_operation (DwcQueueView *self,
                gint64        seq)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DwdOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (dwd_operation_get_seq (operation) == seq)
        return g_steal_pointer (&operation);
    }

  return NULL;
}

static void
retry (GtkWidget  *widget,
       const char *action_name,
       GVariant   *parameter)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (engine != NULL)
    dwd_engine_retry_operation_async (engine, g_variant_get_int64 (parameter), act_cb, g_object_ref (self));
}

static void
settle (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (engine != NULL)
    dwd_engine_settle_conflict_async (engine, g_variant_get_int64 (parameter),
                                      g_str_equal (action_name, "queue.keep-mine"),
                                      act_cb, g_object_ref (self));
}

static void
discard_confirmed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (object);
  g_autofree gint64 *seq = user_data;
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (dwc_ask_confirm_finish (result) && engine != NULL)
    dwd_engine_discard_operation_async (engine, *seq, act_cb, g_object_ref (self));
}

static void
discard (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);
  gint64 seq = g_variant_get_int64 (parameter);
  g_autoptr (DwdOperation) operation = find_operation (self, seq);
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;

  if (operation == NULL || dwc_context_get_engine (self->context) == NULL)
    return;

  what = dwc_wording_operation (self->context, operation);
  body = g_strdup_printf (_("“%s” is taken back: the record returns to what it was without it."), what);
  dwc_ask_confirm_async (widget, _("Discard This Change?"), body, _("_Discard"),
                         discard_confirmed_cb, g_memdup2 (&seq, sizeof seq));
}

static void
reason_given_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (object);
  g_autofree gint64 *seq = user_data;
  g_autofree char *reason = dwc_ask_reason_finish (result);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (reason != NULL && engine != NULL)
    dwd_engine_amend_operation_async (engine, *seq, reason, act_cb, g_object_ref (self));
}

static void
add_reason (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);
  gint64 seq = g_variant_get_int64 (parameter);
  g_autoptr (DwdOperation) operation = find_operation (self, seq);

  if (operation == NULL || dwc_context_get_engine (self->context) == NULL)
    return;

  dwc_ask_reason_async (widget, _("Give a Reason"), dwd_operation_get_message (operation),
                        _("_Send Again"), reason_given_cb, g_memdup2 (&seq, sizeof seq));
}

static void
sync_now (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  if (engine != NULL)
    dwd_engine_sync_now (engine);
}

static void
dwc_queue_view_map (GtkWidget *widget)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);

  GTK_WIDGET_CLASS (dwc_queue_view_parent_class)->map (widget);

  second_cb (self);
  self->second_id = g_signal_connect_swapped (dwc_context_get_clock (self->context), "second",
                                              G_CALLBACK (second_cb), self);
}

static void
dwc_queue_view_unmap (GtkWidget *widget)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (widget);

  g_clear_signal_handler (&self->second_id, dwc_context_get_clock (self->context));

  GTK_WIDGET_CLASS (dwc_queue_view_parent_class)->unmap (widget);
}

static void
dwc_queue_view_dispose (GObject *object)
{
  DwcQueueView *self = DWC_QUEUE_VIEW (object);
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_QUEUE_VIEW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->rows);
  g_clear_object (&self->status);
  g_clear_object (&self->context);
  g_clear_pointer (&self->bound, g_ptr_array_unref);

  G_OBJECT_CLASS (dwc_queue_view_parent_class)->dispose (object);
}

static void
dwc_queue_view_class_init (DwcQueueViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_queue_view_dispose;
  widget_class->map = dwc_queue_view_map;
  widget_class->unmap = dwc_queue_view_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-queue-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcQueueView, title);
  gtk_widget_class_bind_template_child (widget_class, DwcQueueView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, DwcQueueView, sync_now);
  gtk_widget_class_bind_template_child (widget_class, DwcQueueView, stack);
  gtk_widget_class_bind_template_child (widget_class, DwcQueueView, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);

  gtk_widget_class_install_action (widget_class, "queue.retry", "x", retry);
  gtk_widget_class_install_action (widget_class, "queue.discard", "x", discard);
  gtk_widget_class_install_action (widget_class, "queue.add-reason", "x", add_reason);
  gtk_widget_class_install_action (widget_class, "queue.keep-mine", "x", settle);
  gtk_widget_class_install_action (widget_class, "queue.take-server", "x", settle);
  gtk_widget_class_install_action (widget_class, "queue.sync-now", NULL, sync_now);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_queue_view_init (DwcQueueView *self)
{
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
}

/* Without an engine there is nobody to act: a button that does nothing is worse than none. */
static void
enable_actions (DwcQueueView *self)
{
  const char *const names[] = { "queue.retry", "queue.discard", "queue.add-reason", "queue.keep-mine",
                                "queue.take-server", "queue.sync-now" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], dwc_context_get_engine (self->context) != NULL);
}

/**
 * dwc_queue_view_new:
 * @context: the context
 * @queue: the outbox
 * @status: the state of the sync
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
dwc_queue_view_new (DwcContext    *context,
                    GListModel    *queue,
                    DwdSyncStatus *status)
{
  DwcQueueView *self = g_object_new (DWC_TYPE_QUEUE_VIEW, NULL);
  g_autoptr (GtkNoSelection) selection = NULL;

  g_set_object (&self->context, context);
  g_set_object (&self->status, status);
  self->rows = gtk_sort_list_model_new (g_object_ref (queue),
                                        GTK_SORTER (gtk_custom_sorter_new (compare_operations, NULL, NULL)));
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));

  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (status, "changed", G_CALLBACK (update_header), self, G_CONNECT_SWAPPED);
  enable_actions (self);
  update_header (self);

  return GTK_WIDGET (self);
}

const char *
dwc_queue_view_get_title (DwcQueueView *self)
{
  g_return_val_if_fail (DWC_IS_QUEUE_VIEW (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->title));
}

GListModel *
dwc_queue_view_get_rows (DwcQueueView *self)
{
  g_return_val_if_fail (DWC_IS_QUEUE_VIEW (self), NULL);

  return G_LIST_MODEL (self->rows);
}
