/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-sync-coordinator-private.h"

/* The safety net under the events: how often everything is pulled anyway. */
#define POLL_LIVE_SECONDS 60
#define POLL_AWAY_SECONDS 15

/* Hints come in bursts; one pull serves them all. */
#define HINT_DELAY_MS 250

/* Events that wait for the cache; what comes beyond them is pulled instead. */
#define MOST_DELTAS 2000

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdSyncCoordinator, dwd_sync_coordinator, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DwdSyncEvent, dwd_sync_event,
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_START, "start"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_STOP, "stop"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_CATCH_UP, "catch-up"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_DONE_LIVE, "done-live"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_DONE_POLLING, "done-polling"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_LOST, "lost"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_EVENT_REFUSED, "refused"))

/* While it runs, every state can be left in every way; only starting and stopping differ. */
#define RUNNING_ROWS(state)                                            \
  { state, DWD_SYNC_EVENT_STOP, DWD_SYNC_STOPPED },                    \
  { state, DWD_SYNC_EVENT_CATCH_UP, DWD_SYNC_SYNCING },                \
  { state, DWD_SYNC_EVENT_DONE_LIVE, DWD_SYNC_LIVE },                  \
  { state, DWD_SYNC_EVENT_DONE_POLLING, DWD_SYNC_POLLING },            \
  { state, DWD_SYNC_EVENT_LOST, DWD_SYNC_OFFLINE },                    \
  { state, DWD_SYNC_EVENT_REFUSED, DWD_SYNC_SIGN_IN }

static const DwdStateRow sync_rows[] = {
  { DWD_SYNC_STOPPED, DWD_SYNC_EVENT_START, DWD_SYNC_CONNECTING },
  RUNNING_ROWS (DWD_SYNC_CONNECTING),
  RUNNING_ROWS (DWD_SYNC_SYNCING),
  RUNNING_ROWS (DWD_SYNC_LIVE),
  RUNNING_ROWS (DWD_SYNC_POLLING),
  RUNNING_ROWS (DWD_SYNC_OFFLINE),
  { DWD_SYNC_SIGN_IN, DWD_SYNC_EVENT_START, DWD_SYNC_CONNECTING },
  { DWD_SYNC_SIGN_IN, DWD_SYNC_EVENT_STOP, DWD_SYNC_STOPPED },
};

const DwdStateTable dwd_sync_states = {
  "sync", dwd_sync_state_get_type, dwd_sync_event_get_type, sync_rows, G_N_ELEMENTS (sync_rows),
};

void
_dwd_sync_coordinator_changed (DwdSyncCoordinator *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Whether answers that come now still matter. */
gboolean
_dwd_sync_coordinator_is_wanted (DwdSyncCoordinator *self)
{
  return self->state != DWD_SYNC_STOPPED && self->state != DWD_SYNC_SIGN_IN;
}

static void
clear_timers (DwdSyncCoordinator *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->poll_source, g_source_remove);
  g_clear_handle_id (&self->push_source, g_source_remove);
  g_clear_handle_id (&self->hint_source, g_source_remove);
  self->next_try_us = DWD_TIME_NONE;
}

static gboolean
poll_cb (gpointer data)
{
  DwdSyncCoordinator *self = data;

  self->poll_source = 0;
  self->next_try_us = DWD_TIME_NONE;
  _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());

  return G_SOURCE_REMOVE;
}

static void
schedule_poll (DwdSyncCoordinator *self)
{
  g_clear_handle_id (&self->poll_source, g_source_remove);
  self->poll_source = g_timeout_add_seconds (self->live ? POLL_LIVE_SECONDS : POLL_AWAY_SECONDS,
                                             poll_cb, self);
}

/* Waits run on the wall's clock; what a person reads is on the server's, which may run faster. */
static gint64
schedule_at (DwdSyncCoordinator *self,
             gint64              delay_us)
{
  return dwd_clock_get_now (self->clock) +
         (gint64) ((double) delay_us * dwd_clock_get_rate (self->clock));
}

/* The other way round. A clock that stands still must not make anybody wait for ever. */
static gint64
get_wall_delay (DwdSyncCoordinator *self,
                gint64              at_us)
{
  double rate = dwd_clock_get_rate (self->clock);
  gint64 delay_us = at_us - dwd_clock_get_now (self->clock);

  return rate > 0 ? (gint64) ((double) delay_us / rate) : delay_us;
}

static gboolean
retry_cb (gpointer data)
{
  DwdSyncCoordinator *self = data;

  self->retry_source = 0;
  self->next_try_us = DWD_TIME_NONE;
  _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());
  _dwd_sync_coordinator_changed (self);

  return G_SOURCE_REMOVE;
}

static void
schedule_retry (DwdSyncCoordinator *self)
{
  gint64 delay_us = dwd_backoff_next (self->backoff);
  gint64 retry_at_us = dwd_backend_get_retry_at (self->backend);

  if (retry_at_us != DWD_TIME_NONE)
    delay_us = MAX (delay_us, get_wall_delay (self, retry_at_us));

  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->next_try_us = schedule_at (self, delay_us);
  self->retry_source = g_timeout_add ((guint) (delay_us / 1000), retry_cb, self);
}

/**
 * _dwd_sync_coordinator_move:
 * @self: the coordinator
 * @event: what happened
 *
 * The one place where the state changes.
 */
void
_dwd_sync_coordinator_move (DwdSyncCoordinator *self,
                            DwdSyncEvent        event)
{
  int before = self->state;

  if (!dwd_state_table_move (&dwd_sync_states, &self->state, (int) event))
    return;

  if (before != self->state)
    self->since_us = dwd_clock_get_now (self->clock);
  if (self->state == DWD_SYNC_LIVE || self->state == DWD_SYNC_POLLING)
    {
      self->failure = DWD_FAILURE_NONE;
      schedule_poll (self);
    }

  _dwd_sync_coordinator_changed (self);
}

/* An answer came: the link works, and what waits for it may go. */
void
_dwd_sync_coordinator_heard (DwdSyncCoordinator *self)
{
  self->last_heard_us = dwd_clock_get_now (self->clock);
  dwd_backoff_reset (self->backoff);
}

/**
 * _dwd_sync_coordinator_fail:
 * @self: the coordinator
 * @error: why a pull or push as a whole failed
 */
void
_dwd_sync_coordinator_fail (DwdSyncCoordinator *self,
                            const GError       *error)
{
  DwdFailure failure = dwd_failure_from_error (error);

  if (!_dwd_sync_coordinator_is_wanted (self) || failure == DWD_FAILURE_CANCELLED)
    return;

  g_message ("the link failed (%s): %s", dwd_failure_to_string (failure), error->message);
  clear_timers (self);
  self->failure = failure;
  if (failure == DWD_FAILURE_SIGN_IN)
    {
      _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_REFUSED);
      return;
    }

  schedule_retry (self);
  _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_LOST);
}

static void
push_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (DwdSyncCoordinator) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n_done = 0;
  guint n_refused = 0;

  self->pushing = FALSE;
  if (dwd_pusher_run_finish (result, &n_done, &n_refused, &error))
    {
      if (n_done > 0)
        _dwd_sync_coordinator_heard (self);
      self->refused += n_refused;
      _dwd_sync_coordinator_push (self);
    }
  else if (dwd_failure_from_error (error) == DWD_FAILURE_CANCELLED)
    {
      _dwd_sync_coordinator_push (self);
    }
  else if (!_dwd_sync_failure_skips (dwd_failure_from_error (error)))
    {
      _dwd_sync_coordinator_fail (self, error);
    }

  _dwd_sync_coordinator_changed (self);
}

static gboolean
push_due_cb (gpointer data)
{
  DwdSyncCoordinator *self = data;

  self->push_source = 0;
  _dwd_sync_coordinator_push (self);

  return G_SOURCE_REMOVE;
}

static void
schedule_push (DwdSyncCoordinator *self,
               gint64              at_us)
{
  gint64 delay_us = get_wall_delay (self, at_us);

  g_clear_handle_id (&self->push_source, g_source_remove);
  self->push_source = g_timeout_add ((guint) CLAMP (delay_us / 1000 + 1, 1, 3600 * 1000),
                                     push_due_cb, self);
}

/**
 * _dwd_sync_coordinator_push:
 * @self: the coordinator
 *
 * Sends what is ready, unless the server is known not to answer; waits for the rest.
 */
void
_dwd_sync_coordinator_push (DwdSyncCoordinator *self)
{
  DwdOutboxCounts counts = { 0 };

  if (!_dwd_sync_coordinator_is_wanted (self) || self->pushing || self->retry_source != 0)
    return;

  dwd_outbox_get_counts (self->outbox, &counts);
  if (counts.ready)
    {
      self->pushing = TRUE;
      dwd_pusher_run_async (self->backend, self->outbox, self->cancellable, push_cb,
                            g_object_ref (self));
    }
  else if (counts.next_try_us != DWD_TIME_NONE)
    {
      schedule_push (self, counts.next_try_us);
    }
}

static void
outbox_changed_cb (DwdOutbox          *outbox,
                   DwdSyncCoordinator *self)
{
  _dwd_sync_coordinator_push (self);
}

static gboolean
hint_cb (gpointer data)
{
  DwdSyncCoordinator *self = data;

  self->hint_source = 0;
  _dwd_sync_coordinator_pull (self, 0);

  return G_SOURCE_REMOVE;
}

static void
apply_delta_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (DwdSyncCoordinator) self = user_data;
  g_autoptr (GError) error = NULL;
  DwdApplyCounts counts = { 0 };

  self->n_deltas -= 1;
  if (dwd_store_apply_delta_finish (DWD_STORE (object), result, &counts, &error))
    {
      self->last_heard_us = dwd_clock_get_now (self->clock);
      if (counts.n_refused > 0)
        {
          self->refused += counts.n_refused;
          if (dwd_failure_is_worth_a_line (self->refused))
            g_message ("an event's row was refused as %s: %s", dwd_failure_to_string (counts.failure),
                       counts.refusal);
          _dwd_sync_coordinator_changed (self);
        }
    }
  else if (!g_error_matches (error, DWD_ERROR, DWD_FAILURE_CANCELLED) &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* The round that pulls the record again also says what is wrong with the cache. */
      g_message ("an event was not applied: %s", error->message);
      if (_dwd_sync_coordinator_is_wanted (self) && self->retry_source == 0)
        _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());
    }
}

static void
dwd_sync_coordinator_dispose (GObject *object)
{
  DwdSyncCoordinator *self = DWD_SYNC_COORDINATOR (object);

  clear_timers (self);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (dwd_sync_coordinator_parent_class)->dispose (object);
}

static void
dwd_sync_coordinator_finalize (GObject *object)
{
  DwdSyncCoordinator *self = DWD_SYNC_COORDINATOR (object);

  g_clear_object (&self->store);
  g_clear_object (&self->outbox);
  g_clear_object (&self->backend);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->backoff, dwd_backoff_free);
  g_clear_error (&self->round_error);
  g_clear_pointer (&self->watermarks, g_strfreev);

  G_OBJECT_CLASS (dwd_sync_coordinator_parent_class)->finalize (object);
}

static void
dwd_sync_coordinator_class_init (DwdSyncCoordinatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_sync_coordinator_dispose;
  object_class->finalize = dwd_sync_coordinator_finalize;

  /**
   * DwdSyncCoordinator::changed:
   *
   * What dwd_sync_coordinator_get_status() tells has changed.
   */
  signals[CHANGED] = g_signal_new ("changed", DWD_TYPE_SYNC_COORDINATOR, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwd_sync_coordinator_init (DwdSyncCoordinator *self)
{
  self->state = DWD_SYNC_STOPPED;
  self->since_us = DWD_TIME_NONE;
  self->last_heard_us = DWD_TIME_NONE;
  self->next_try_us = DWD_TIME_NONE;
  self->backoff = dwd_backoff_new_exponential (1, 30, 0.25, g_random_int ());
  self->cancellable = g_cancellable_new ();
}

/**
 * dwd_sync_coordinator_new:
 * @store: (transfer none): the cache
 * @outbox: (transfer none): what to send
 * @backend: (transfer none): the server
 * @clock: (transfer none): the clock
 *
 * Returns: (transfer full): a coordinator that does nothing yet
 */
DwdSyncCoordinator *
dwd_sync_coordinator_new (DwdStore   *store,
                          DwdOutbox  *outbox,
                          DwdBackend *backend,
                          DwdClock   *clock)
{
  DwdSyncCoordinator *self;

  g_return_val_if_fail (DWD_IS_STORE (store), NULL);
  g_return_val_if_fail (DWD_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (DWD_IS_BACKEND (backend), NULL);
  g_return_val_if_fail (DWD_IS_CLOCK (clock), NULL);

  self = g_object_new (DWD_TYPE_SYNC_COORDINATOR, NULL);
  self->store = g_object_ref (store);
  self->outbox = g_object_ref (outbox);
  self->backend = g_object_ref (backend);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (outbox, "changed", G_CALLBACK (outbox_changed_cb), self, 0);

  return self;
}

/**
 * dwd_sync_coordinator_start:
 * @self: a coordinator
 *
 * Begins to sync, or begins anew after the credentials were refused.
 */
void
dwd_sync_coordinator_start (DwdSyncCoordinator *self)
{
  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  if (_dwd_sync_coordinator_is_wanted (self))
    return;

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_object_unref (self->cancellable);
      self->cancellable = g_cancellable_new ();
    }
  _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_START);
  _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());
}

void
dwd_sync_coordinator_stop (DwdSyncCoordinator *self)
{
  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  clear_timers (self);
  g_cancellable_cancel (self->cancellable);
  if (self->state != DWD_SYNC_STOPPED)
    _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_STOP);
}

void
dwd_sync_coordinator_sync_now (DwdSyncCoordinator *self)
{
  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  if (!_dwd_sync_coordinator_is_wanted (self))
    return;

  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->next_try_us = DWD_TIME_NONE;
  dwd_backoff_reset (self->backoff);
  _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());
  _dwd_sync_coordinator_changed (self);
}

void
dwd_sync_coordinator_set_live (DwdSyncCoordinator *self,
                               gboolean            live)
{
  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  if (live)
    {
      /* Events of the gap are lost; the pull is what makes up for them. */
      self->live = TRUE;
      dwd_sync_coordinator_sync_now (self);
      return;
    }

  if (!self->live)
    return;

  self->live = FALSE;
  if (self->state != DWD_SYNC_LIVE)
    return;

  /* Is it the one socket or the whole server? A pull finds out at once. */
  _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_DONE_POLLING);
  _dwd_sync_coordinator_pull (self, _dwd_sync_coordinator_all_due ());
}

void
dwd_sync_coordinator_apply_delta (DwdSyncCoordinator *self,
                                  DwdDoctype          doctype,
                                  const char         *row,
                                  gsize               length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdFeedPage) page = NULL;
  gsize n_rows = 0;

  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  if (self->n_deltas >= MOST_DELTAS)
    {
      dwd_sync_coordinator_hint (self, doctype);
      return;
    }

  page = dwd_feed_page_scan_row (row, length, &error);
  if (page != NULL)
    dwd_feed_page_get_rows (page, &n_rows);

  if (n_rows == 0)
    {
      self->refused += 1;
      if (dwd_failure_is_worth_a_line (self->refused))
        g_message ("an event about %s was refused: %s", dwd_doctype_get_name (doctype),
                   error != NULL ? error->message : "its row cannot be used");
      _dwd_sync_coordinator_changed (self);
      return;
    }

  self->n_deltas += 1;
  dwd_store_apply_delta_async (self->store, doctype, g_steal_pointer (&page), NULL,
                               apply_delta_cb, g_object_ref (self));
}

void
dwd_sync_coordinator_hint (DwdSyncCoordinator *self,
                           DwdDoctype          doctype)
{
  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  if (!_dwd_sync_coordinator_is_wanted (self) || doctype == DWD_DOCTYPE_UNKNOWN)
    return;

  self->due |= 1u << doctype;
  if (self->hint_source == 0)
    self->hint_source = g_timeout_add (HINT_DELAY_MS, hint_cb, self);
}

/**
 * dwd_sync_coordinator_get_status:
 * @self: a coordinator
 * @fields: (inout): the fields it knows are set, the others left alone
 */
void
dwd_sync_coordinator_get_status (DwdSyncCoordinator  *self,
                                 DwdSyncStatusFields *fields)
{
  guint all = _dwd_sync_coordinator_all_due ();

  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));
  g_return_if_fail (fields != NULL);

  fields->state = (DwdSyncState) self->state;
  fields->failure = self->failure;
  fields->since_us = self->since_us;
  fields->last_heard_us = self->last_heard_us;
  fields->next_try_us = self->next_try_us;
  fields->pulled = self->pulled;
  fields->pull_total = (guint) __builtin_popcount (all);
  fields->pull_done = (guint) __builtin_popcount (all & ~self->due);
  fields->refused = self->refused;
}
