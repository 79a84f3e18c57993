/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-backoff.h"

struct _DwdBackoff
{
  double base_seconds;
  double cap_seconds;
  double jitter;
  GRand *rand;         /* (owned) (nullable): NULL in a list */
  int *seconds;        /* (owned) (nullable) */
  gsize n_seconds;
  guint tries;
};

/**
 * dwd_backoff_new_exponential:
 * @base_seconds: the first wait
 * @cap_seconds: no wait is longer, jitter included
 * @jitter: the share by which a wait is varied either way, 0 to 1
 * @seed: of the random numbers; equal seeds give equal series
 *
 * Returns: (transfer full): a doubling series without an end.
 */
DwdBackoff *
dwd_backoff_new_exponential (double  base_seconds,
                             double  cap_seconds,
                             double  jitter,
                             guint32 seed)
{
  DwdBackoff *self;

  g_return_val_if_fail (base_seconds > 0, NULL);
  g_return_val_if_fail (cap_seconds >= base_seconds, NULL);
  g_return_val_if_fail (jitter >= 0 && jitter <= 1, NULL);

  self = g_new0 (DwdBackoff, 1);
  self->base_seconds = base_seconds;
  self->cap_seconds = cap_seconds;
  self->jitter = jitter;
  self->rand = g_rand_new_with_seed (seed);

  return self;
}

/**
 * dwd_backoff_new_list:
 * @seconds: (array length=n_seconds): the waits in order
 * @n_seconds: how many
 *
 * Returns: (transfer full): a series that ends after the list.
 */
DwdBackoff *
dwd_backoff_new_list (const int *seconds,
                      gsize      n_seconds)
{
  DwdBackoff *self;

  g_return_val_if_fail (seconds != NULL || n_seconds == 0, NULL);

  self = g_new0 (DwdBackoff, 1);
  self->seconds = g_memdup2 (seconds, n_seconds * sizeof *seconds);
  self->n_seconds = n_seconds;

  return self;
}

void
dwd_backoff_free (DwdBackoff *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->rand, g_rand_free);
  g_free (self->seconds);
  g_free (self);
}

static double
next_exponential (DwdBackoff *self)
{
  double wait = self->base_seconds;

  for (guint i = 0; i < self->tries && wait < self->cap_seconds; i++)
    wait *= 2;
  wait = MIN (wait, self->cap_seconds);

  if (self->jitter > 0)
    wait *= 1 + g_rand_double_range (self->rand, -self->jitter, self->jitter);

  return CLAMP (wait, 0, self->cap_seconds);
}

/**
 * dwd_backoff_next:
 * @self: a backoff
 *
 * Counts one try.
 *
 * Returns: the wait before it in microseconds, or -1 when the list is used up; then nothing is
 *   counted.
 */
gint64
dwd_backoff_next (DwdBackoff *self)
{
  gint64 wait;

  g_return_val_if_fail (self != NULL, -1);

  if (self->rand != NULL)
    {
      wait = (gint64)(next_exponential (self) * DWD_USEC_PER_SEC);
    }
  else
    {
      if (self->tries >= self->n_seconds)
        return -1;
      wait = self->seconds[self->tries] * DWD_USEC_PER_SEC;
    }

  self->tries++;
  return wait;
}

guint
dwd_backoff_get_tries (DwdBackoff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->tries;
}

/**
 * dwd_backoff_reset:
 * @self: a backoff
 *
 * Starts again at the first wait, after something worked.
 */
void
dwd_backoff_reset (DwdBackoff *self)
{
  g_return_if_fail (self != NULL);

  self->tries = 0;
}
