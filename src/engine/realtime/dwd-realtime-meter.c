/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-realtime"

#include "config.h"

#include "dwd-realtime-meter.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

#define LOOK_US (100 * 1000)


struct _DwdRealtimeMeter
{
  GThread *thread;             /* (owned) */
  GSocket *socket;             /* (owned) */
  guint64 most_bytes;
  GMutex mutex;
  GCond stopped;
  gboolean is_stopping;        /* under the mutex */
  int has_message;             /* atomic: since the last look */
  int has_tripped;             /* atomic */
};

/* What the kernel has taken in for this connection so far. */
static gboolean
read_received (DwdRealtimeMeter *self,
               guint64          *received)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;

  if (getsockopt (g_socket_get_fd (self->socket), IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
      length < offsetof (struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
    return FALSE;

  *received = info.tcpi_bytes_received;
  return TRUE;
}

/* Takes note of what came since the last look. FALSE: the reading was ended. */
static gboolean
look (DwdRealtimeMeter *self,
      guint64          *counted_from)
{
  guint64 received = 0;

  if (!read_received (self, &received))
    return FALSE;

  if (g_atomic_int_exchange (&self->has_message, 0) != 0)
    *counted_from = received;
  if (received - *counted_from <= self->most_bytes)
    return TRUE;

  g_atomic_int_set (&self->has_tripped, 1);
  shutdown (g_socket_get_fd (self->socket), SHUT_RD);
  return FALSE;
}

static gpointer
meter_thread (gpointer data)
{
  DwdRealtimeMeter *self = data;
  guint64 counted_from = 0;
  gboolean goes_on = TRUE;

  g_mutex_lock (&self->mutex);
  while (goes_on && !self->is_stopping)
    {
      gint64 until = g_get_monotonic_time () + LOOK_US;

      if (!g_cond_wait_until (&self->stopped, &self->mutex, until))
        goes_on = look (self, &counted_from);
    }
  g_mutex_unlock (&self->mutex);

  return NULL;
}

/**
 * dwd_realtime_meter_new:
 * @socket: (transfer none): a connected TCP socket; it stays open until the meter is freed
 * @most_bytes: how much may come before a message is whole
 *
 * Returns: (transfer full): a meter that runs
 */
DwdRealtimeMeter *
dwd_realtime_meter_new (GSocket *socket,
                        guint64  most_bytes)
{
  DwdRealtimeMeter *self = g_new0 (DwdRealtimeMeter, 1);

  self->socket = g_object_ref (socket);
  self->most_bytes = most_bytes;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->stopped);
  self->thread = g_thread_new ("dwd-meter", meter_thread, self);

  return self;
}

void
dwd_realtime_meter_free (DwdRealtimeMeter *self)
{
  g_mutex_lock (&self->mutex);
  self->is_stopping = TRUE;
  g_cond_signal (&self->stopped);
  g_mutex_unlock (&self->mutex);

  g_thread_join (self->thread);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->stopped);
  g_object_unref (self->socket);
  g_free (self);
}

/**
 * dwd_realtime_meter_note_message:
 * @self: a meter
 *
 * To be called for each whole message.
 */
void
dwd_realtime_meter_note_message (DwdRealtimeMeter *self)
{
  g_atomic_int_set (&self->has_message, 1);
}

gboolean
dwd_realtime_meter_has_tripped (DwdRealtimeMeter *self)
{
  return g_atomic_int_get (&self->has_tripped) != 0;
}
