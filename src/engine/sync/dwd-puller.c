/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-puller.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-feed-page.h"

#define PAGE_LIMIT 500

/* A server may leave out what one may not see, but not for ever: that many pages in a row without a row. */
#define MOST_EMPTY_PAGES 200

/*
 * A pull is a pipeline of three stages that overlap: fetch (network), scan (thread), apply (database
 * worker). The state says which of the surrounding steps it is in; within PULLING each stage holds at
 * most one page. Pages are applied strictly one after the other: were a later one committed after an
 * earlier one failed, the watermark would move past rows that never came in.
 */
typedef enum
{
  PULL_STATE_PULLING,
  PULL_STATE_MARKING,     /* beginning a full resync */
  PULL_STATE_FINISHING,   /* building indexes or sweeping */
  PULL_STATE_DONE,
} PullState;

typedef struct
{
  DwdBackend *backend;             /* (owned) */
  DwdStore *store;                 /* (owned) */
  DwdDoctype doctype;
  DwdPullProgress progress;
  gpointer progress_data;

  PullState state;
  char *fetch_since;               /* (owned): where the next page begins */
  char *applying_since;            /* (owned) (nullable): where the page being applied leads */
  char *applied_since;             /* (owned): the watermark in the cache */
  GHashTable *seen;                /* (owned): every watermark asked for */
  guint n_empty;                   /* pages in a row without a row */
  guint limit;                     /* rows to ask for */
  gint64 sweep_token;              /* 0: no resync */
  gboolean bulk;                   /* indexes are down */
  gboolean fetching;               /* a page is on the network or being scanned */
  DwdFeedPage *waiting;            /* (owned) (nullable): scanned, behind the one being applied */
  gboolean applying;
  gboolean at_end;                 /* the server has no more */
  DwdPullCounts counts;
  GError *error;                   /* (owned) (nullable): the first one; the stages run out */
} Pull;

static void continue_pull (GTask *task);
static void fetch_next_page (GTask *task);

static void
pull_free (Pull *pull)
{
  g_clear_object (&pull->backend);
  g_clear_object (&pull->store);
  g_free (pull->fetch_since);
  g_free (pull->applying_since);
  g_free (pull->applied_since);
  g_hash_table_unref (pull->seen);
  g_clear_pointer (&pull->waiting, dwd_feed_page_free);
  g_clear_error (&pull->error);
  g_free (pull);
}

static void
take_error (Pull   *pull,
            GError *error)
{
  if (pull->error == NULL)
    pull->error = error;
  else
    g_error_free (error);
}

static void
finish_pull (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  pull->state = PULL_STATE_DONE;
  if (pull->error != NULL)
    g_task_return_error (task, g_steal_pointer (&pull->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
finishing_step_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  if (!dwd_store_step_finish (DWD_STORE (object), result, &error))
    take_error (pull, error);

  finish_pull (task);
}

/* Indexes come back whatever happened: a half-filled cache must be usable, too. A resync that did
 * not reach the end sweeps nothing. */
static void
finish_stages (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  pull->state = PULL_STATE_FINISHING;
  if (pull->bulk)
    dwd_store_end_bulk_async (pull->store, pull->doctype, finishing_step_cb, g_object_ref (task));
  else if (pull->sweep_token != 0 && pull->error == NULL)
    dwd_store_end_resync_async (pull->store, pull->doctype, pull->sweep_token,
                                finishing_step_cb, g_object_ref (task));
  else
    finish_pull (task);
}

static void
apply_page_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  DwdApplyCounts counts = { 0 };
  GError *error = NULL;

  pull->applying = FALSE;
  if (dwd_store_apply_page_finish (DWD_STORE (object), result, &counts, &error))
    {
      g_free (pull->applied_since);
      pull->applied_since = g_steal_pointer (&pull->applying_since);
      pull->counts.n_changed += counts.n_applied + counts.n_deleted + counts.n_kept;
      pull->counts.n_refused += counts.n_refused;
      if (counts.n_refused > 0)
        g_message ("%s: refused %u times, first as %s: %s", dwd_doctype_get_name (pull->doctype),
                   counts.n_refused, dwd_failure_to_string (counts.failure), counts.refusal);
      if (pull->progress != NULL)
        pull->progress (&pull->counts, pull->progress_data);
    }
  else
    {
      take_error (pull, error);
    }

  continue_pull (task);
}

static void
apply_waiting_page (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);
  DwdFeedPage *page = g_steal_pointer (&pull->waiting);

  pull->applying = TRUE;
  g_free (pull->applying_since);
  pull->applying_since = g_strdup (dwd_feed_page_get_next_since (page));
  dwd_store_apply_page_async (pull->store, pull->doctype, page, pull->applying_since,
                              pull->sweep_token, g_task_get_cancellable (task),
                              apply_page_cb, g_object_ref (task));
}

static void
begin_bulk_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;

  pull->applying = FALSE;
  if (!dwd_store_step_finish (DWD_STORE (object), result, &error))
    take_error (pull, error);

  continue_pull (task);
}

/* The first page of an empty DocType that has more behind it: fill first, index at the end. */
static gboolean
wants_bulk (Pull *pull)
{
  return !pull->bulk && pull->sweep_token == 0 && pull->applied_since[0] == '\0' && !pull->at_end;
}

static void
continue_pull (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  if (pull->state != PULL_STATE_PULLING)
    return;

  if (pull->error != NULL)
    g_clear_pointer (&pull->waiting, dwd_feed_page_free);

  if (pull->waiting != NULL && !pull->applying)
    {
      if (wants_bulk (pull))
        {
          pull->bulk = TRUE;
          pull->applying = TRUE;
          dwd_store_begin_bulk_async (pull->store, pull->doctype, begin_bulk_cb,
                                      g_object_ref (task));
        }
      else
        {
          apply_waiting_page (task);
        }
    }

  if (pull->error == NULL && !pull->at_end && !pull->fetching && pull->waiting == NULL)
    fetch_next_page (task);
  else if (!pull->fetching && !pull->applying && pull->waiting == NULL)
    finish_stages (task);
}

static void
scan_page_in_thread (GTask        *scan_task,
                     gpointer      source_object,
                     gpointer      task_data,
                     GCancellable *cancellable)
{
  GError *error = NULL;
  DwdFeedPage *page = dwd_feed_page_scan (task_data, &error);

  if (page != NULL)
    g_task_return_pointer (scan_task, page, (GDestroyNotify) dwd_feed_page_free);
  else
    g_task_return_error (scan_task, error);
}

/* A page that names no next watermark, or says there is more without moving on, would pull forever. */
static gboolean
check_page_frame (Pull        *pull,
                  DwdFeedPage *page,
                  GError     **error)
{
  const char *next_since = dwd_feed_page_get_next_since (page);
  gsize n_rows = 0;

  dwd_feed_page_get_rows (page, &n_rows);
  pull->n_empty = n_rows > 0 ? 0 : pull->n_empty + 1;
  if (next_since == NULL || next_since[0] == '\0')
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "a feed page of %s names no next watermark",
                     dwd_doctype_get_name (pull->doctype));
      return FALSE;
    }

  if (!dwd_feed_page_get_has_more (page))
    return TRUE;

  if (g_hash_table_contains (pull->seen, next_since) || pull->n_empty > MOST_EMPTY_PAGES)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "the feed of %s does not move on",
                     dwd_doctype_get_name (pull->doctype));
      return FALSE;
    }

  return TRUE;
}

static void
accept_page (Pull        *pull,
             DwdFeedPage *page)
{
  gsize n_rows;

  dwd_feed_page_get_rows (page, &n_rows);
  pull->counts.n_rows += n_rows;
  pull->at_end = !dwd_feed_page_get_has_more (page);
  g_free (pull->fetch_since);
  pull->fetch_since = g_strdup (dwd_feed_page_get_next_since (page));
  pull->waiting = page;
}

static void
scan_page_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (DwdFeedPage) page = g_task_propagate_pointer (G_TASK (result), &error);

  pull->fetching = FALSE;
  if (page != NULL && check_page_frame (pull, page, &error))
    {
      accept_page (pull, g_steal_pointer (&page));
    }
  else
    {
      pull->counts.n_refused += 1;
      take_error (pull, error);
    }

  continue_pull (task);
}

static void
begin_resync_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 token = dwd_store_begin_resync_finish (DWD_STORE (object), result, &error);

  pull->state = PULL_STATE_PULLING;
  if (error != NULL)
    {
      take_error (pull, error);
    }
  else
    {
      pull->sweep_token = token;
      pull->at_end = FALSE;
      g_hash_table_remove_all (pull->seen);
      g_free (pull->fetch_since);
      pull->fetch_since = g_strdup ("");
    }

  continue_pull (task);
}

static void
fetch_page_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = dwd_backend_pull_finish (DWD_BACKEND (object), result, &error);
  g_autoptr (GTask) scan_task = NULL;

  if (bytes == NULL)
    {
      pull->fetching = FALSE;
      if (g_error_matches (error, DWD_ERROR, DWD_FAILURE_WATERMARK_EXPIRED) &&
          pull->sweep_token == 0 && pull->error == NULL)
        {
          g_message ("the watermark of %s has expired, pulling it whole",
                     dwd_doctype_get_name (pull->doctype));
          g_error_free (error);
          pull->state = PULL_STATE_MARKING;
          dwd_store_begin_resync_async (pull->store, pull->doctype, begin_resync_cb,
                                        g_object_ref (task));
          return;
        }
      /* Five hundred documents may be more than an answer may hold; fewer are not. */
      if (g_error_matches (error, DWD_ERROR, DWD_FAILURE_TOO_LARGE) && pull->limit > 1 &&
          pull->error == NULL)
        {
          pull->limit = MAX (pull->limit / 5, 1);
          g_message ("the pages of %s are too large, asking for %u rows",
                     dwd_doctype_get_name (pull->doctype), pull->limit);
          g_error_free (error);
          fetch_next_page (task);
          return;
        }
      take_error (pull, error);
      continue_pull (task);
      return;
    }

  scan_task = g_task_new (NULL, NULL, scan_page_cb, g_object_ref (task));
  g_task_set_source_tag (scan_task, fetch_page_cb);
  g_task_set_task_data (scan_task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (scan_task, scan_page_in_thread);
}

static void
fetch_next_page (GTask *task)
{
  Pull *pull = g_task_get_task_data (task);

  pull->fetching = TRUE;
  g_hash_table_add (pull->seen, g_strdup (pull->fetch_since));
  dwd_backend_pull_async (pull->backend, pull->doctype, pull->fetch_since, pull->limit,
                          g_task_get_cancellable (task), fetch_page_cb, g_object_ref (task));
}

/**
 * dwd_puller_run_async:
 * @backend: the server
 * @store: the cache
 * @doctype: what to pull
 * @since: the watermark in the cache, "" for none
 * @progress: (nullable) (scope notified): told after each applied page
 * @progress_data: for @progress; must live until the callback
 * @cancellable: (nullable): ends the pull after the page at hand
 * @callback: called when the end is reached or something failed
 * @user_data: for @callback
 */
void
dwd_puller_run_async (DwdBackend         *backend,
                      DwdStore           *store,
                      DwdDoctype          doctype,
                      const char         *since,
                      DwdPullProgress     progress,
                      gpointer            progress_data,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Pull *pull;

  g_return_if_fail (DWD_IS_BACKEND (backend));
  g_return_if_fail (DWD_IS_STORE (store));
  g_return_if_fail (since != NULL);

  pull = g_new0 (Pull, 1);
  pull->backend = g_object_ref (backend);
  pull->store = g_object_ref (store);
  pull->doctype = doctype;
  pull->limit = PAGE_LIMIT;
  pull->progress = progress;
  pull->progress_data = progress_data;
  pull->fetch_since = g_strdup (since);
  pull->applied_since = g_strdup (since);
  pull->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_puller_run_async);
  /* What was pulled counts also when the pull was cancelled on the way. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, pull, (GDestroyNotify) pull_free);
  fetch_next_page (task);
}

gboolean
dwd_puller_run_finish (GAsyncResult  *result,
                       char         **next_since,
                       DwdPullCounts *counts,
                       GError       **error)
{
  Pull *pull;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  pull = g_task_get_task_data (G_TASK (result));
  if (next_since != NULL)
    *next_since = g_strdup (pull->applied_since);
  if (counts != NULL)
    *counts = pull->counts;

  return g_task_propagate_boolean (G_TASK (result), error);
}
