/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-outbox.h"
#include "support/dwt-wait.h"
#include "sync/dwd-backend.h"
#include "sync/dwd-pusher.h"

#include "base/dwd-id.h"

#include <string.h>

/*
 * The way of a long queue to a server, one batch being settled while the next is on its way. The server is
 * played: it answers at the next turn, keeps what it was asked, and can refuse a batch as a whole.
 */
#define N_CUSTOMERS 230
#define CUSTOMER DWD_DOCTYPE_CUSTOMER

#define TYPE_PLAYED_BACKEND (played_backend_get_type ())
G_DECLARE_FINAL_TYPE (PlayedBackend, played_backend, PLAYED, BACKEND, GObject)

struct _PlayedBackend
{
  GObject parent_instance;

  GHashTable *names;       /* (owned): set of op_ids that were answered */
  GArray *sizes;           /* (owned): of the batches, guint */
  guint refuse;            /* this batch, counted from 1, fails as a whole */
  guint n_named;           /* names given out */
};

static void played_backend_iface_init (DwdBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PlayedBackend, played_backend, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_BACKEND, played_backend_iface_init))

static DwdBatchResult *
answer (PlayedBackend * self,
        DwdBatchOp * op)
{
  g_autofree char *given = NULL;
  g_autofree char *doc = NULL;

  g_assert_true (g_hash_table_add (self->names, g_strdup (op->op_id)));
  if (dwd_id_is_local_name (op->name))
    given = g_strdup_printf ("CUST-%05u", ++self->n_named);
  doc = g_strdup_printf ("{\"name\":\"%s\",\"creation\":\"" T0 "\",\"modified\":\"" T2 "\","
                         "\"organization\":\"" DWT_ORGANIZATION "\"}", given != NULL ? given : op->name);
  return dwt_result (op, DWD_RESULT_SUCCESS, given, doc, NULL);
}

static gboolean
answer_cb (gpointer data)
{
  GTask *task = data;
  PlayedBackend *self = g_task_get_source_object (task);
  GPtrArray *ops = g_task_get_task_data (task);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_batch_result_free);

  g_array_append_val (self->sizes, ops->len);
  if (self->sizes->len == self->refuse)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_BUSY, "Busy");
      return G_SOURCE_REMOVE;
    }
  for (guint i = 0; i < ops->len; i++)
    g_ptr_array_add (results, answer (self, g_ptr_array_index (ops, i)));
  g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

static void
played_backend_push_async (DwdBackend         *backend,
                           GPtrArray          *ops,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task = g_task_new (backend, cancellable, callback, user_data);

  g_task_set_task_data (task, g_ptr_array_ref (ops), (GDestroyNotify) g_ptr_array_unref);
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_cb, task, g_object_unref);
}

static GPtrArray *
played_backend_push_finish (DwdBackend   *backend,
                            GAsyncResult *result,
                            GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gint64
played_backend_get_retry_at (DwdBackend *backend)
{
  return DWD_TIME_NONE;
}

static void
played_backend_iface_init (DwdBackendInterface *iface)
{
  iface->push_async = played_backend_push_async;
  iface->push_finish = played_backend_push_finish;
  iface->get_retry_at = played_backend_get_retry_at;
}

static void
played_backend_finalize (GObject *object)
{
  PlayedBackend *self = PLAYED_BACKEND (object);

  g_hash_table_unref (self->names);
  g_array_unref (self->sizes);
  G_OBJECT_CLASS (played_backend_parent_class)->finalize (object);
}

static void
played_backend_class_init (PlayedBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = played_backend_finalize;
}

static void
played_backend_init (PlayedBackend *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Each customer is made and then changed: the change waits for the answer to the making. */
static void
queue_customers (DwtOutbox *fixture)
{
  for (guint i = 0; i < N_CUSTOMERS; i++)
    {
      g_autofree char *name = dwt_outbox_act (fixture, CUSTOMER, NULL, DWD_OP_INSERT,
                                              "{\"customer_name\":\"One\"}");
      g_autofree char *same = dwt_outbox_act (fixture, CUSTOMER, name, DWD_OP_UPDATE,
                                              "{\"mobile_no\":\"1\"}");
    }
}

static gboolean
push (DwtOutbox     *fixture,
      PlayedBackend *backend,
      guint         *n_done,
      GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_pusher_run_async (DWD_BACKEND (backend), fixture->outbox, NULL, dwt_result_cb, &result);
  return dwd_pusher_run_finish (dwt_wait_result (&result), n_done, NULL, error);
}

static void
test_long_queue (DwtOutbox *fixture)
{
  g_autoptr (PlayedBackend) backend = g_object_new (TYPE_PLAYED_BACKEND, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) customers = NULL;
  guint n_done = 0;

  queue_customers (fixture);
  g_assert_true (push (fixture, backend, &n_done, &error));
  g_assert_no_error (error);

  /* Everything was sent, and nothing twice, which answer() asserts. */
  g_assert_cmpuint (n_done, ==, 2 * N_CUSTOMERS);
  g_assert_cmpuint (g_hash_table_size (backend->names), ==, 2 * N_CUSTOMERS);
  g_assert_cmpuint (backend->n_named, ==, N_CUSTOMERS);
  dwt_outbox_assert_states (fixture, "");
  customers = dwt_store_query (&fixture->cache, CUSTOMER, "name~CUST-", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (customers->len, ==, N_CUSTOMERS);
}

/* The batch before the refused one is settled all the same; the rest is back for another time. */
static void
test_refused_batch (DwtOutbox *fixture)
{
  g_autoptr (PlayedBackend) backend = g_object_new (TYPE_PLAYED_BACKEND, NULL);
  g_autoptr (GError) error = NULL;
  DwdOutboxCounts counts;

  backend->refuse = 2;
  queue_customers (fixture);
  g_assert_false (push (fixture, backend, NULL, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_BUSY);

  g_assert_cmpuint (backend->n_named, ==, 100);
  dwd_outbox_get_counts (fixture->outbox, &counts);
  g_assert_cmpuint (counts.queued, ==, 2 * N_CUSTOMERS - 100);
  for (guint i = 0; i < dwt_outbox_n (fixture); i++)
    g_assert_cmpint (dwd_operation_get_state (dwt_outbox_nth (fixture, i)), !=, DWD_OPERATION_SENDING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/sync/pusher/long-queue", (gconstpointer) test_long_queue, dwt_outbox_run);
  g_test_add_data_func ("/sync/pusher/refused-batch", (gconstpointer) test_refused_batch, dwt_outbox_run);
  return g_test_run ();
}
