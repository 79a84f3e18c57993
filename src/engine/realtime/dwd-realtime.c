/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-realtime"

#include "config.h"

#include "dwd-realtime.h"

#include "dwd-realtime-private.h"

#define BACKOFF_BASE_S 1.0
#define BACKOFF_CAP_S 30.0
#define BACKOFF_JITTER 0.3

/* The wall clock may be set by a little at any time; a sleep is longer. */
#define SLEEP_US (10 * DWD_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (DwdRealtime, dwd_realtime, G_TYPE_OBJECT)

enum
{
  PROP_SERVER = 1,
  PROP_SITE,
  PROP_CLOCK,
  PROP_NETWORK_MONITOR,
  N_PROPS
};

enum
{
  STATE_CHANGED,
  JOINED,
  EVENT,
  PACKET_REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* The one place that changes the state; whoever hears of it may call anything here. */
static void
move (DwdRealtime     *self,
      DwdRealtimeEvent event,
      DwdFailure       failure)
{
  if (!dwd_state_table_move (&dwd_realtime_states, &self->state, event))
    return;

  self->failure = failure;
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
drop_link (DwdRealtime *self)
{
  g_autoptr (DwdRealtimeLink) link = g_steal_pointer (&self->link);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->next_try_us = DWD_TIME_NONE;
  if (link != NULL)
    {
      g_signal_handlers_disconnect_by_data (link, self);
      dwd_realtime_link_close (link);
    }
  dwd_realtime_acks_fail_all (self);
}

static void dial (DwdRealtime *self);

static gboolean
retry_cb (gpointer data)
{
  DwdRealtime *self = data;

  self->retry_id = 0;
  dial (self);
  return G_SOURCE_REMOVE;
}

static void
back_off (DwdRealtime *self,
          DwdFailure   failure)
{
  gint64 wait_us = dwd_backoff_next (self->backoff);

  drop_link (self);
  self->retry_id = g_timeout_add ((guint) (wait_us / 1000), retry_cb, self);
  self->next_try_us = dwd_clock_get_now (self->clock) +
                      (gint64) ((double) wait_us * dwd_clock_get_rate (self->clock));
  move (self, DWD_REALTIME_EVENT_LOST, failure);
}

static void
opened_cb (DwdRealtimeLink *link,
           DwdRealtime     *self)
{
  move (self, DWD_REALTIME_EVENT_OPENED, DWD_FAILURE_NONE);
}

static void
joined_cb (DwdRealtimeLink *link,
           DwdRealtime     *self)
{
  g_autoptr (DwdRealtime) alive = g_object_ref (self);

  /* A second CONNECT would be a defect of the server, and changes nothing. */
  if (self->state != DWD_REALTIME_OPEN)
    return;

  move (self, DWD_REALTIME_EVENT_JOINED, DWD_FAILURE_NONE);
  if (self->state == DWD_REALTIME_JOINED)
    dwd_realtime_channels_join (alive);
}

static void
refused_cb (DwdRealtimeLink *link,
            guint            failure,
            const char      *message,
            DwdRealtime     *self)
{
  g_info ("refused: %s", message);
  drop_link (self);
  move (self, DWD_REALTIME_EVENT_REFUSED, (DwdFailure) failure);
}

static void
lost_cb (DwdRealtimeLink *link,
         guint            failure,
         const char      *message,
         DwdRealtime     *self)
{
  g_info ("lost: %s", message);
  back_off (self, (DwdFailure) failure);
}

static void
event_cb (DwdRealtimeLink *link,
          const char      *event,
          const char      *args_json,
          DwdRealtime     *self)
{
  if (self->state == DWD_REALTIME_JOINED)
    g_signal_emit (self, signals[EVENT], 0, event, args_json);
}

static void
acked_cb (DwdRealtimeLink *link,
          gint64           id,
          const char      *args_json,
          DwdRealtime     *self)
{
  dwd_realtime_acks_answer (self, id, args_json);
}

static void
garbled_cb (DwdRealtimeLink *link,
            const char      *message,
            DwdRealtime     *self)
{
  self->n_refused++;
  if (dwd_failure_is_worth_a_line (self->n_refused))
    g_message ("a packet was refused (%s), %u so far: %s", dwd_failure_to_string (DWD_FAILURE_PROTOCOL),
               self->n_refused, message);
  g_signal_emit (self, signals[PACKET_REFUSED], 0);
}

static void
connect_link (DwdRealtime *self)
{
  self->link = dwd_realtime_link_new (self->session, self->server, self->nsp,
                                      self->authorization);
  g_signal_connect (self->link, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (self->link, "joined", G_CALLBACK (joined_cb), self);
  g_signal_connect (self->link, "refused", G_CALLBACK (refused_cb), self);
  g_signal_connect (self->link, "lost", G_CALLBACK (lost_cb), self);
  g_signal_connect (self->link, "event", G_CALLBACK (event_cb), self);
  g_signal_connect (self->link, "acked", G_CALLBACK (acked_cb), self);
  g_signal_connect (self->link, "garbled", G_CALLBACK (garbled_cb), self);
  dwd_realtime_link_open (self->link);
}

static void
dial (DwdRealtime *self)
{
  DwdRealtimeEvent event = self->state == DWD_REALTIME_IDLE ? DWD_REALTIME_EVENT_START
                                                            : DWD_REALTIME_EVENT_RETRY;

  drop_link (self);
  connect_link (self);
  move (self, event, DWD_FAILURE_NONE);
}

static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    DwdRealtime     *self)
{
  if (!available || self->state != DWD_REALTIME_BACKING_OFF)
    return;

  g_debug ("the network changed");
  dwd_backoff_reset (self->backoff);
  dial (self);
}

/* After a sleep the connection is dead, though nothing says so for a whole heartbeat. */
static void
wake_up (DwdRealtime *self)
{
  g_debug ("the machine slept");
  dwd_backoff_reset (self->backoff);
  if (self->state == DWD_REALTIME_CONNECTING || self->state == DWD_REALTIME_OPEN ||
      self->state == DWD_REALTIME_JOINED)
    back_off (self, DWD_FAILURE_OFFLINE);
  if (self->state == DWD_REALTIME_BACKING_OFF)
    dial (self);
}

static void
note_time (DwdRealtime *self)
{
  self->last_local_us = dwd_clock_get_local (self->clock);
  self->last_monotonic_us = g_get_monotonic_time ();
}

/* The monotonic clock stands still during a sleep, the wall clock does not. */
static void
second_cb (DwdClock    *clock,
           gint64       now_us,
           DwdRealtime *self)
{
  g_autoptr (DwdRealtime) alive = g_object_ref (self);
  gint64 local_us = dwd_clock_get_local (clock) - self->last_local_us;
  gint64 monotonic_us = g_get_monotonic_time () - self->last_monotonic_us;

  note_time (self);
  if (local_us - monotonic_us > SLEEP_US)
    wake_up (alive);
}

static void
dwd_realtime_constructed (GObject *object)
{
  DwdRealtime *self = DWD_REALTIME (object);

  G_OBJECT_CLASS (dwd_realtime_parent_class)->constructed (object);

  if (self->clock == NULL)
    self->clock = dwd_clock_new ();
  if (self->monitor == NULL)
    self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb),
                           self, 0);
}

static void
dwd_realtime_dispose (GObject *object)
{
  DwdRealtime *self = DWD_REALTIME (object);

  dwd_realtime_stop (self);
  G_OBJECT_CLASS (dwd_realtime_parent_class)->dispose (object);
}

static void
dwd_realtime_finalize (GObject *object)
{
  DwdRealtime *self = DWD_REALTIME (object);

  g_clear_pointer (&self->acks, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_hash_table_unref);
  g_clear_pointer (&self->backoff, dwd_backoff_free);
  g_clear_object (&self->session);
  g_clear_object (&self->monitor);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->authorization, g_free);
  g_clear_pointer (&self->nsp, g_free);
  g_clear_pointer (&self->server, g_free);
  G_OBJECT_CLASS (dwd_realtime_parent_class)->finalize (object);
}

static void
dwd_realtime_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  DwdRealtime *self = DWD_REALTIME (object);
  const char *site;

  switch (prop_id)
    {
    case PROP_SERVER:
      self->server = g_value_dup_string (value);
      if (self->server != NULL && g_str_has_suffix (self->server, "/"))
        self->server[strlen (self->server) - 1] = '\0';
      break;
    case PROP_SITE:
      site = g_value_get_string (value);
      self->nsp = g_strconcat ("/", site != NULL ? site : "", NULL);
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_NETWORK_MONITOR:
      self->monitor = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwd_realtime_class_init (DwdRealtimeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = dwd_realtime_constructed;
  object_class->dispose = dwd_realtime_dispose;
  object_class->finalize = dwd_realtime_finalize;
  object_class->set_property = dwd_realtime_set_property;

  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_SITE] = g_param_spec_string ("site", NULL, NULL, NULL, flags);
  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, DWD_TYPE_CLOCK, flags);
  properties[PROP_NETWORK_MONITOR] = g_param_spec_object ("network-monitor", NULL, NULL,
                                                          G_TYPE_NETWORK_MONITOR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[STATE_CHANGED] = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[JOINED] = g_signal_new ("joined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PACKET_REFUSED] = g_signal_new ("packet-refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EVENT] = g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
dwd_realtime_init (DwdRealtime *self)
{
  self->next_try_us = DWD_TIME_NONE;
  self->acks = dwd_realtime_acks_new ();
  self->channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->backoff = dwd_backoff_new_exponential (BACKOFF_BASE_S, BACKOFF_CAP_S, BACKOFF_JITTER,
                                               g_random_int ());

  /* No timeout of the session's: it would end a quiet WebSocket, and the link keeps its own. No
   * compression: libsoup unpacks without a limit, and four megabytes can be four gigabytes. The service
   * of Frappe has it switched off anyway. */
  self->session = soup_session_new_with_options ("timeout", 0, "idle-timeout", 0, NULL);
}

/**
 * dwd_realtime_new:
 * @server: "https://host[:port]"
 * @site: (nullable): the namespace without its slash; %NULL or empty for the root
 * @clock: (nullable): where "now" comes from
 *
 * Returns: (transfer full): a client that is idle until dwd_realtime_start()
 */
DwdRealtime *
dwd_realtime_new (const char *server,
                  const char *site,
                  DwdClock   *clock)
{
  g_return_val_if_fail (server != NULL, NULL);

  return g_object_new (DWD_TYPE_REALTIME, "server", server, "site", site, "clock", clock, NULL);
}

/**
 * dwd_realtime_set_authorization:
 * @self: a realtime client
 * @authorization: (nullable): value of the Authorization header
 *
 * Credentials for the next dial. After a refusal, new ones are tried at once.
 */
void
dwd_realtime_set_authorization (DwdRealtime *self,
                                const char  *authorization)
{
  g_return_if_fail (DWD_IS_REALTIME (self));

  if (g_strcmp0 (self->authorization, authorization) == 0)
    return;

  g_free (self->authorization);
  self->authorization = g_strdup (authorization);
  if (self->state == DWD_REALTIME_REFUSED)
    dial (self);
}

/**
 * dwd_realtime_start:
 * @self: a realtime client
 *
 * Connects, and keeps connecting until dwd_realtime_stop().
 */
void
dwd_realtime_start (DwdRealtime *self)
{
  g_return_if_fail (DWD_IS_REALTIME (self));

  if (self->state != DWD_REALTIME_IDLE)
    return;

  note_time (self);
  g_signal_connect (self->clock, "second", G_CALLBACK (second_cb), self);
  dwd_backoff_reset (self->backoff);
  dial (self);
}

/**
 * dwd_realtime_stop:
 * @self: a realtime client
 *
 * Disconnects and stays idle. The wanted channels are kept for the next start.
 */
void
dwd_realtime_stop (DwdRealtime *self)
{
  g_return_if_fail (DWD_IS_REALTIME (self));

  if (self->state == DWD_REALTIME_IDLE)
    return;

  g_signal_handlers_disconnect_by_func (self->clock, second_cb, self);
  drop_link (self);
  move (self, DWD_REALTIME_EVENT_STOP, DWD_FAILURE_NONE);
}

/**
 * dwd_realtime_retry_now:
 * @self: a realtime client
 *
 * Ends a wait or a refusal by dialling at once; does nothing in other states.
 */
void
dwd_realtime_retry_now (DwdRealtime *self)
{
  g_return_if_fail (DWD_IS_REALTIME (self));

  if (self->state == DWD_REALTIME_BACKING_OFF || self->state == DWD_REALTIME_REFUSED)
    dial (self);
}

/**
 * dwd_realtime_get_state:
 * @self: a realtime client
 *
 * Returns: where the connection stands
 */
DwdRealtimeState
dwd_realtime_get_state (DwdRealtime *self)
{
  g_return_val_if_fail (DWD_IS_REALTIME (self), DWD_REALTIME_IDLE);

  return (DwdRealtimeState) self->state;
}

/**
 * dwd_realtime_get_failure:
 * @self: a realtime client
 *
 * Returns: why it backs off or was refused; %DWD_FAILURE_NONE in other states
 */
DwdFailure
dwd_realtime_get_failure (DwdRealtime *self)
{
  g_return_val_if_fail (DWD_IS_REALTIME (self), DWD_FAILURE_NONE);

  return self->failure;
}

/**
 * dwd_realtime_get_next_try:
 * @self: a realtime client
 *
 * Returns: when it will dial again, UTC µs on its clock, or %DWD_TIME_NONE
 */
gint64
dwd_realtime_get_next_try (DwdRealtime *self)
{
  g_return_val_if_fail (DWD_IS_REALTIME (self), DWD_TIME_NONE);

  return self->next_try_us;
}

/**
 * dwd_realtime_get_n_refused:
 * @self: a realtime client
 *
 * Returns: how many things arrived that could not be understood and were left out
 */
guint
dwd_realtime_get_n_refused (DwdRealtime *self)
{
  g_return_val_if_fail (DWD_IS_REALTIME (self), 0);

  return self->n_refused;
}
