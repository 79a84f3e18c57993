/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-sync-coordinator-private.h"

/* From so many rows on a round is worth a progress of its own. */
#define CATCH_UP_ROWS 1000

typedef struct
{
  DwdSyncCoordinator *coordinator;   /* (owned) */
  DwdDoctype doctype;
} RoundStep;

static void pull_next (DwdSyncCoordinator *self);

static void
round_step_free (RoundStep *step)
{
  g_object_unref (step->coordinator);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RoundStep, round_step_free)

/**
 * _dwd_sync_failure_skips:
 * @failure: why a collection could not be pulled
 *
 * A role may not read every DocType, and an older server may not know each: neither is a reason to
 * stop syncing the rest.
 *
 * Returns: whether the round goes on without it
 */
gboolean
_dwd_sync_failure_skips (DwdFailure failure)
{
  return failure == DWD_FAILURE_FORBIDDEN || failure == DWD_FAILURE_NOT_FOUND ||
         failure == DWD_FAILURE_INVALID;
}

gboolean
_dwd_sync_failure_is_local (DwdFailure failure)
{
  return failure == DWD_FAILURE_BROKEN || failure == DWD_FAILURE_PROTOCOL ||
         failure == DWD_FAILURE_TOO_LARGE;
}

guint
_dwd_sync_coordinator_all_due (void)
{
  gsize n_collections;
  const DwdCollection *collections = dwd_collections_get (&n_collections);
  guint due = 0;

  for (gsize i = 0; i < n_collections; i++)
    due |= 1u << collections[i].doctype;

  return due;
}

static void
progress_cb (const DwdPullCounts *counts,
             gpointer             user_data)
{
  DwdSyncCoordinator *self = user_data;

  self->pulled = self->pulled_before + counts->n_rows;
  _dwd_sync_coordinator_heard (self);
  if (self->pulled >= CATCH_UP_ROWS && self->state != DWD_SYNC_SYNCING)
    _dwd_sync_coordinator_move (self, DWD_SYNC_EVENT_CATCH_UP);
  _dwd_sync_coordinator_changed (self);
}

static void
forget_round (DwdSyncCoordinator *self)
{
  self->pulled_before = 0;
  self->done = 0;
  g_clear_error (&self->round_error);
}

/* The round goes on without it, and the next one asks again. Where it is broken, and not only closed to
 * this user or unknown to this server, that counts as something refused. */
static void
leave_out (DwdSyncCoordinator *self,
           DwdDoctype          doctype,
           const GError       *error)
{
  DwdFailure failure = dwd_failure_from_error (error);
  guint bit = 1u << doctype;

  g_message ("%s is left out (%s): %s", dwd_doctype_get_name (doctype),
             dwd_failure_to_string (failure), error->message);
  self->refused += _dwd_sync_failure_is_local (failure);
  if ((self->left_out & bit) == 0 && self->round_error == NULL)
    self->round_error = g_error_copy (error);
  self->left_out |= bit;
  self->due &= ~bit;
}

static void
note_done (DwdSyncCoordinator *self,
           DwdDoctype          doctype)
{
  guint bit = 1u << doctype;

  self->due &= ~bit;
  self->done |= bit;
  self->left_out &= ~bit;
  _dwd_sync_coordinator_heard (self);
  _dwd_sync_coordinator_push (self);
}

static void
pull_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RoundStep) step = user_data;
  DwdSyncCoordinator *self = step->coordinator;
  DwdDoctype doctype = step->doctype;
  g_autoptr (GError) error = NULL;
  g_autofree char *next_since = NULL;
  DwdPullCounts counts = { 0 };
  gboolean done;

  done = dwd_puller_run_finish (result, &next_since, &counts, &error);
  self->pulling = FALSE;
  self->refused += (guint) counts.n_refused;
  self->pulled_before += counts.n_rows;
  if (self->watermarks != NULL)
    {
      g_free (self->watermarks[doctype]);
      self->watermarks[doctype] = g_steal_pointer (&next_since);
    }

  if (!_dwd_sync_coordinator_is_wanted (self))
    return;

  /* Stopped and started again while this was on its way: the round goes on where it was. */
  if (!done && dwd_failure_from_error (error) == DWD_FAILURE_CANCELLED)
    {
      pull_next (self);
      return;
    }

  if (!done && !_dwd_sync_failure_skips (dwd_failure_from_error (error)) &&
      !_dwd_sync_failure_is_local (dwd_failure_from_error (error)))
    {
      forget_round (self);
      _dwd_sync_coordinator_fail (self, error);
      return;
    }

  if (!done)
    {
      leave_out (self, doctype, error);
      pull_next (self);
      return;
    }

  note_done (self, doctype);
  pull_next (self);
}

static void
end_round (DwdSyncCoordinator *self)
{
  g_autoptr (GError) error = g_steal_pointer (&self->round_error);
  gboolean is_lost = error != NULL && self->done == 0;

  forget_round (self);
  /* Nothing came through: it is the server, not one collection. */
  if (is_lost)
    {
      self->left_out = 0;
      _dwd_sync_coordinator_fail (self, error);
      return;
    }

  _dwd_sync_coordinator_move (self, self->live ? DWD_SYNC_EVENT_DONE_LIVE
                                               : DWD_SYNC_EVENT_DONE_POLLING);
  _dwd_sync_coordinator_push (self);
}

static void
pull_next (DwdSyncCoordinator *self)
{
  gsize n_collections;
  const DwdCollection *collections = dwd_collections_get (&n_collections);

  if (self->pulling || self->watermarks == NULL)
    return;

  for (gsize i = 0; i < n_collections; i++)
    {
      DwdDoctype doctype = collections[i].doctype;
      RoundStep *step;

      if ((self->due & (1u << doctype)) == 0)
        continue;

      step = g_new0 (RoundStep, 1);
      step->coordinator = g_object_ref (self);
      step->doctype = doctype;
      self->pulling = TRUE;
      dwd_puller_run_async (self->backend, self->store, doctype, self->watermarks[doctype],
                            progress_cb, self, self->cancellable, pull_cb, step);
      return;
    }

  end_round (self);
}

static void
load_watermarks_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (DwdSyncCoordinator) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) watermarks = NULL;

  watermarks = dwd_store_load_watermarks_finish (DWD_STORE (object), result, &error);
  self->pulling = FALSE;

  if (watermarks != NULL)
    {
      g_strfreev (self->watermarks);
      self->watermarks = g_steal_pointer (&watermarks);
    }

  if (!_dwd_sync_coordinator_is_wanted (self))
    return;

  if (self->watermarks == NULL)
    _dwd_sync_coordinator_fail (self, error);
  else
    pull_next (self);
}

/**
 * _dwd_sync_coordinator_pull:
 * @self: the coordinator
 * @due: the collections to pull, bits 1 << DwdDoctype
 *
 * Adds to the round at hand or begins one.
 */
void
_dwd_sync_coordinator_pull (DwdSyncCoordinator *self,
                            guint               due)
{
  self->due |= due;
  if (self->pulling)
    return;

  if (self->watermarks != NULL)
    {
      pull_next (self);
      return;
    }

  self->pulling = TRUE;
  dwd_store_load_watermarks_async (self->store, load_watermarks_cb, g_object_ref (self));
}
