/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-clock.h"

#include <time.h>

/* A fast clock (training mode) must not turn into hundreds of emissions a second. */
#define SHORTEST_TICK (DWD_USEC_PER_SEC / 4)

/* A Date header knows whole seconds only. Below this, a difference is the header's own grain, and
 * following it at once would make every clock on the screen tremble. */
#define GRAIN DWD_USEC_PER_SEC
#define GRAIN_DAMPING 8

/*
 * Now is an anchor of the server's time plus what has passed since on a clock that counts through
 * suspend and does not follow the user's hand on the wall clock. Until a server has spoken it is the
 * wall clock itself.
 *
 * The tick is one source on the context where the clock was made. It does not own the clock; dispose
 * destroys it. GObject cannot tell when a handler is connected, so the source always turns, and a
 * signal without a handler is not emitted.
 */
struct _DwdClock
{
  GObject parent_instance;

  gint64 fixed_us;            /* DWD_TIME_NONE: a running clock */
  gboolean has_server;
  gint64 anchor_us;           /* the server's time … */
  gint64 anchor_boot_us;      /* … at this instant of ours */
  double rate;

  GSource *tick;              /* (owned) (nullable) */
  gint64 last_second;         /* of the last tick, to see what has changed */
  gint64 last_minute;
};

G_DEFINE_FINAL_TYPE (DwdClock, dwd_clock, G_TYPE_OBJECT)

enum
{
  SECOND,
  MINUTE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
get_boot_time (void)
{
  struct timespec ts;

  if (clock_gettime (CLOCK_BOOTTIME, &ts) != 0)
    return g_get_monotonic_time ();

  return ts.tv_sec * DWD_USEC_PER_SEC + ts.tv_nsec / 1000;
}

static gint64
floor_div (gint64 value,
           gint64 by)
{
  gint64 quotient = value / by;

  return value % by < 0 ? quotient - 1 : quotient;
}

static void
emit_if_heard (DwdClock *self,
               int       signal,
               gint64    now_us)
{
  if (g_signal_has_handler_pending (self, signals[signal], 0, FALSE))
    g_signal_emit (self, signals[signal], 0, now_us);
}

static void
emit_changes (DwdClock *self)
{
  gint64 now_us = dwd_clock_get_now (self);
  gint64 second = floor_div (now_us, DWD_USEC_PER_SEC);
  gint64 minute = floor_div (now_us, DWD_USEC_PER_MINUTE);
  gboolean new_minute = minute != self->last_minute;

  if (second == self->last_second)
    return;

  self->last_second = second;
  self->last_minute = minute;

  g_object_ref (self);
  emit_if_heard (self, SECOND, now_us);
  if (new_minute)
    emit_if_heard (self, MINUTE, now_us);
  g_object_unref (self);
}

static void
schedule_tick (DwdClock *self)
{
  gint64 now_us = dwd_clock_get_now (self);
  gint64 rest = DWD_USEC_PER_SEC - (now_us - floor_div (now_us, DWD_USEC_PER_SEC) * DWD_USEC_PER_SEC);
  gint64 wait = (gint64)(rest / dwd_clock_get_rate (self));

  /* A millisecond late is certain to lie in the new second. */
  wait = MAX (wait + 1000, self->rate > 1 ? SHORTEST_TICK : 0);
  g_source_set_ready_time (self->tick, g_get_monotonic_time () + wait);
}

static gboolean
tick_cb (gpointer user_data)
{
  DwdClock *self = user_data;

  g_object_ref (self);
  emit_changes (self);
  if (self->tick != NULL)
    schedule_tick (self);
  g_object_unref (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
tick_dispatch (GSource    *source,
               GSourceFunc callback,
               gpointer    user_data)
{
  return callback (user_data);
}

static GSourceFuncs tick_funcs = {
  .dispatch = tick_dispatch,
};

static void
dwd_clock_dispose (GObject *object)
{
  DwdClock *self = DWD_CLOCK (object);

  if (self->tick != NULL)
    {
      g_source_destroy (self->tick);
      g_clear_pointer (&self->tick, g_source_unref);
    }

  G_OBJECT_CLASS (dwd_clock_parent_class)->dispose (object);
}

static void
dwd_clock_class_init (DwdClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_clock_dispose;

  /**
   * DwdClock::second:
   * @self: the clock
   * @now_us: UTC microseconds
   *
   * A new second of the clock has begun.
   */
  signals[SECOND] = g_signal_new ("second", DWD_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * DwdClock::minute:
   * @self: the clock
   * @now_us: UTC microseconds
   *
   * A new minute of the clock has begun. Comes after the second.
   */
  signals[MINUTE] = g_signal_new ("minute", DWD_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
dwd_clock_init (DwdClock *self)
{
  self->fixed_us = DWD_TIME_NONE;
  self->rate = 1;
}

static void
remember_now (DwdClock *self)
{
  gint64 now_us = dwd_clock_get_now (self);

  self->last_second = floor_div (now_us, DWD_USEC_PER_SEC);
  self->last_minute = floor_div (now_us, DWD_USEC_PER_MINUTE);
}

/**
 * dwd_clock_new:
 *
 * Makes a running clock whose signals come on the thread-default main context.
 *
 * Returns: (transfer full): a clock that agrees with the wall until a server has spoken.
 */
DwdClock *
dwd_clock_new (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  DwdClock *self = g_object_new (DWD_TYPE_CLOCK, NULL);

  remember_now (self);
  self->tick = g_source_new (&tick_funcs, sizeof (GSource));
  g_source_set_static_name (self->tick, "DwdClock tick");
  g_source_set_priority (self->tick, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  schedule_tick (self);
  g_source_attach (self->tick, context);

  return self;
}

/**
 * dwd_clock_new_fixed:
 * @now_us: where it stands, UTC microseconds
 *
 * Returns: (transfer full): a clock that only dwd_clock_advance() moves. It ignores servers.
 */
DwdClock *
dwd_clock_new_fixed (gint64 now_us)
{
  DwdClock *self = g_object_new (DWD_TYPE_CLOCK, NULL);

  self->fixed_us = now_us;
  remember_now (self);

  return self;
}

/**
 * dwd_clock_get_now:
 * @self: a clock
 *
 * Returns: now, UTC microseconds, as the server would say it.
 */
gint64
dwd_clock_get_now (DwdClock *self)
{
  g_return_val_if_fail (DWD_IS_CLOCK (self), 0);

  if (self->fixed_us != DWD_TIME_NONE)
    return self->fixed_us;
  if (!self->has_server)
    return g_get_real_time ();

  return self->anchor_us + (gint64)((get_boot_time () - self->anchor_boot_us) * self->rate);
}

/**
 * dwd_clock_get_local:
 * @self: a clock
 *
 * Returns: now, UTC microseconds, as this computer says it.
 */
gint64
dwd_clock_get_local (DwdClock *self)
{
  g_return_val_if_fail (DWD_IS_CLOCK (self), 0);

  return self->fixed_us != DWD_TIME_NONE ? self->fixed_us : g_get_real_time ();
}

/**
 * dwd_clock_get_skew:
 * @self: a clock
 *
 * Returns: by how many microseconds the server is ahead of this computer.
 */
gint64
dwd_clock_get_skew (DwdClock *self)
{
  g_return_val_if_fail (DWD_IS_CLOCK (self), 0);

  if (self->fixed_us != DWD_TIME_NONE || !self->has_server)
    return 0;

  return dwd_clock_get_now (self) - g_get_real_time ();
}

/**
 * dwd_clock_get_rate:
 * @self: a clock
 *
 * Returns: seconds of the clock that pass in one second of the world.
 */
double
dwd_clock_get_rate (DwdClock *self)
{
  g_return_val_if_fail (DWD_IS_CLOCK (self), 1);

  return self->rate;
}

gboolean
dwd_clock_is_fixed (DwdClock *self)
{
  g_return_val_if_fail (DWD_IS_CLOCK (self), FALSE);

  return self->fixed_us != DWD_TIME_NONE;
}

/**
 * dwd_clock_set_server:
 * @self: a clock
 * @server_us: what the server's clock shows at this moment, UTC microseconds
 * @rate: how fast it runs, above zero; 1 for a real server
 *
 * Corrects the clock. The first word of a server and every large difference are taken at once, what
 * lies within a Date header's grain only by an eighth. Ignored by a fixed clock.
 */
void
dwd_clock_set_server (DwdClock *self,
                      gint64    server_us,
                      double    rate)
{
  gint64 difference;

  g_return_if_fail (DWD_IS_CLOCK (self));
  g_return_if_fail (rate > 0);

  if (self->fixed_us != DWD_TIME_NONE)
    return;

  difference = server_us - dwd_clock_get_now (self);
  if (self->has_server && rate == self->rate && ABS (difference) < (gint64)(GRAIN * MAX (rate, 1)))
    server_us -= difference - difference / GRAIN_DAMPING;

  self->anchor_us = server_us;
  self->anchor_boot_us = get_boot_time ();
  self->rate = rate;
  self->has_server = TRUE;

  if (self->tick != NULL)
    schedule_tick (self);
}

/**
 * dwd_clock_advance:
 * @self: a fixed clock
 * @delta_us: by how much
 *
 * Moves a fixed clock and emits what that move makes begin, once each.
 */
void
dwd_clock_advance (DwdClock *self,
                   gint64    delta_us)
{
  g_return_if_fail (DWD_IS_CLOCK (self));
  g_return_if_fail (self->fixed_us != DWD_TIME_NONE);

  self->fixed_us += delta_us;
  emit_changes (self);
}
