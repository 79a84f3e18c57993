/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include <math.h>

#include "base/dwd-time-text.h"
#include "dwd-engine-private.h"
#include "protocol/dwd-json-scan.h"

/*
 * What arrives over realtime, sorted by name. Every event is a hint: one that is refused or unknown
 * is counted, and the next pull makes up for it.
 */
#define LONGEST_NAME 560   /* 140 characters, Frappe's limit */

/* NONE, or why the event is refused. */
typedef DwdFailure (*EventHandler) (DwdEngine         *self,
                                    const DwdJsonSpan *payload);

static void
refuse_event (DwdEngine  *self,
              const char *event,
              DwdFailure  failure,
              const char *why)
{
  self->refused += 1;
  if (dwd_failure_is_worth_a_line (self->refused))
    g_message ("event %.64s refused (%s), %u so far: %s", event, dwd_failure_to_string (failure),
               self->refused, why);
  _dwd_engine_update_status (self);
}

static gboolean
is_our_organization (DwdEngine         *self,
                     const DwdJsonSpan *org)
{
  return dwd_json_span_equal_text (org, dwd_account_get_organization (self->account));
}

static DwdDoctype
find_doctype (const DwdJsonSpan *span)
{
  g_autofree char *name = dwd_json_span_dup_string (span);

  return name != NULL ? dwd_doctype_from_name (name) : DWD_DOCTYPE_UNKNOWN;
}

#define KEY(text) { text, sizeof text - 1 }

static DwdFailure
handle_delta (DwdEngine         *self,
              const DwdJsonSpan *payload)
{
  enum { DOCTYPE, ORG, ROW, N_KEYS };
  static const DwdJsonKey keys[N_KEYS] = { KEY ("doctype"), KEY ("org"), KEY ("row") };
  DwdJsonSpan values[N_KEYS];
  DwdDoctype doctype;

  dwd_json_span_find (payload, keys, N_KEYS, values);
  doctype = find_doctype (&values[DOCTYPE]);
  if (doctype == DWD_DOCTYPE_UNKNOWN || values[ROW].type != DWD_JSON_OBJECT)
    return DWD_FAILURE_INVALID;
  if (!is_our_organization (self, &values[ORG]))
    return DWD_FAILURE_FORBIDDEN;

  dwd_sync_coordinator_apply_delta (self->coordinator, doctype, values[ROW].raw.text,
                                    values[ROW].raw.length);

  return DWD_FAILURE_NONE;
}

/* sync_refresh and stock Frappe's list_update name a record but bring nothing of it. */
static DwdFailure
handle_hint (DwdEngine         *self,
             const DwdJsonSpan *payload)
{
  static const DwdJsonKey keys[] = { KEY ("doctype") };
  DwdJsonSpan value;
  DwdDoctype doctype;

  dwd_json_span_find (payload, keys, 1, &value);
  doctype = find_doctype (&value);
  if (value.type != DWD_JSON_STRING)
    return DWD_FAILURE_INVALID;

  dwd_sync_coordinator_hint (self->coordinator, doctype);

  return DWD_FAILURE_NONE;
}

static DwdFailure
handle_notification (DwdEngine         *self,
                     const DwdJsonSpan *payload)
{
  dwd_sync_coordinator_hint (self->coordinator, DWD_DOCTYPE_NOTIFICATION);

  return DWD_FAILURE_NONE;
}

static double
get_number (const DwdJsonSpan *span)
{
  double value;

  return span->type == DWD_JSON_NUMBER && dwd_json_span_get_double (span, &value) ? value : NAN;
}

static DwdFailure
handle_location (DwdEngine         *self,
                 const DwdJsonSpan *payload)
{
  enum { EMPLOYEE, ORG, LATITUDE, LONGITUDE, HEADING, SPEED, ACCURACY, BATTERY, RECORDED, N_KEYS };
  static const DwdJsonKey keys[N_KEYS] = {
    KEY ("employee"), KEY ("org"), KEY ("latitude"), KEY ("longitude"), KEY ("heading"),
    KEY ("speed_kmh"), KEY ("accuracy_m"), KEY ("battery"), KEY ("recorded_at"),
  };
  DwdJsonSpan values[N_KEYS];
  DwdPosition position = { 0 };
  g_autofree char *employee = NULL;
  g_autofree char *recorded_at = NULL;

  dwd_json_span_find (payload, keys, N_KEYS, values);
  employee = dwd_json_span_dup_string (&values[EMPLOYEE]);
  recorded_at = dwd_json_span_dup_string (&values[RECORDED]);
  position.point.latitude = get_number (&values[LATITUDE]);
  position.point.longitude = get_number (&values[LONGITUDE]);
  position.heading = get_number (&values[HEADING]);
  position.speed_kmh = get_number (&values[SPEED]);
  position.accuracy_m = get_number (&values[ACCURACY]);
  position.battery = get_number (&values[BATTERY]);

  if (employee == NULL || strlen (employee) > LONGEST_NAME || recorded_at == NULL || !dwd_point_is_valid (&position.point) ||
      !dwd_time_text_parse_instant (recorded_at, -1, &position.recorded_us))
    return DWD_FAILURE_INVALID;

  /* A server that does not name the organisation has already checked the channel. */
  if (values[ORG].type != DWD_JSON_ABSENT && !is_our_organization (self, &values[ORG]))
    return DWD_FAILURE_FORBIDDEN;

  /* A device whose clock is ahead must not outdo every later word about it, nor move it in the future. */
  position.recorded_us = MIN (position.recorded_us, dwd_clock_get_now (self->clock));

  return dwd_board_set_position (self->board, employee, &position) ? DWD_FAILURE_NONE
                                                                    : DWD_FAILURE_TOO_LARGE;
}

/* Known events that this console has no use for yet, so that they do not count as refused. */
static DwdFailure
handle_nothing (DwdEngine         *self,
                const DwdJsonSpan *payload)
{
  return DWD_FAILURE_NONE;
}

static EventHandler
find_handler (const char *event)
{
  static const struct { const char *name; EventHandler handler; } handlers[] = {
    { "delta", handle_delta },
    { "technician_location", handle_location },
    { "sync_refresh", handle_hint },
    { "list_update", handle_hint },
    { "doc_update", handle_hint },
    { "notification", handle_notification },
    { "presence", handle_nothing },
    { "job_progress", handle_nothing },
    { "job_status_changed", handle_nothing },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      if (g_strcmp0 (handlers[i].name, event) == 0)
        return handlers[i].handler;
    }

  return NULL;
}

/**
 * _dwd_engine_handle_event:
 * @self: an engine with a link
 * @event: the event's name
 * @args_json: text of a JSON array: what came with it
 */
void
_dwd_engine_handle_event (DwdEngine  *self,
                          const char *event,
                          const char *args_json)
{
  EventHandler handler = find_handler (event);
  DwdFailure failure;
  g_autoptr (GError) error = NULL;
  DwdJsonSpan args;
  DwdJsonSpan payload = { 0 };
  DwdJsonIter iter;

  if (self->coordinator == NULL)
    return;

  if (handler == NULL)
    {
      refuse_event (self, event, DWD_FAILURE_INVALID, "it is not known");
      return;
    }

  if (!dwd_json_scan_value (args_json, strlen (args_json), &args, &error))
    {
      refuse_event (self, event, DWD_FAILURE_PROTOCOL, error->message);
      return;
    }

  if (!dwd_json_iter_init (&iter, &args) || args.type != DWD_JSON_ARRAY ||
      !dwd_json_iter_next_item (&iter, &payload) || payload.type != DWD_JSON_OBJECT)
    {
      refuse_event (self, event, DWD_FAILURE_INVALID, "it brings no object");
      return;
    }

  failure = handler (self, &payload);
  if (failure != DWD_FAILURE_NONE)
    refuse_event (self, event, failure,
                  failure == DWD_FAILURE_FORBIDDEN ? "it is about another organisation"
                                                   : "its values cannot be used");
}
