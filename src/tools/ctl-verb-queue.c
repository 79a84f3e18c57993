/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

#include "base/dwd-time-text.h"

static const char *
get_state_name (DwdOperationState state)
{
  switch (state)
    {
    case DWD_OPERATION_WAITING:
      return "waiting";
    case DWD_OPERATION_SENDING:
      return "sending";
    case DWD_OPERATION_BLOCKED:
      return "blocked";
    case DWD_OPERATION_CONFLICT:
      return "conflict";
    case DWD_OPERATION_FAILED:
      return "failed";
    case DWD_OPERATION_DONE:
      return "done";
    default:
      return "unknown";
    }
}

static const char *
get_lane_name (DwdLane lane)
{
  switch (lane)
    {
    case DWD_LANE_CRITICAL:
      return "critical";
    case DWD_LANE_DEFAULT:
      return "default";
    case DWD_LANE_BULK:
      return "bulk";
    case DWD_LANE_AI:
      return "ai";
    default:
      return "unknown";
    }
}

static void
add_instant (JsonBuilder *builder,
             const char  *name,
             gint64       at_us)
{
  g_autofree char *text = at_us != DWD_TIME_NONE ? dwd_time_text_format_instant (at_us) : NULL;

  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
print_operation (DwdOperation *operation)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ctl_add_count (builder, "seq", dwd_operation_get_seq (operation));
  ctl_add_text (builder, "op_id", dwd_operation_get_op_id (operation));
  ctl_add_text (builder, "doctype", dwd_doctype_get_name (dwd_operation_get_doctype (operation)));
  ctl_add_text (builder, "name", dwd_operation_get_name (operation));
  ctl_add_text (builder, "op", dwd_op_kind_to_string (dwd_operation_get_kind (operation)));
  ctl_add_text (builder, "lane", get_lane_name (dwd_operation_get_lane (operation)));
  ctl_add_text (builder, "state", get_state_name (dwd_operation_get_state (operation)));
  ctl_add_count (builder, "tries", dwd_operation_get_tries (operation));
  ctl_add_text (builder, "reason", dwd_failure_to_string (dwd_operation_get_failure (operation)));
  ctl_add_text (builder, "message", dwd_operation_get_message (operation));
  add_instant (builder, "created", dwd_operation_get_created (operation));
  add_instant (builder, "next_try", dwd_operation_get_next_try (operation));
  ctl_add_text (builder, "data", dwd_operation_get_data (operation));
  json_builder_end_object (builder);
  ctl_session_print (builder);
}

int
ctl_verb_queue (CtlSession *session,
                int         argc,
                char      **argv)
{
  GListModel *queue;

  if (argc != 1 || g_strcmp0 (argv[0], "list") != 0)
    {
      g_printerr ("dispatchctl: queue takes the word list\n");
      return CTL_EXIT_USAGE;
    }

  if (!ctl_session_open (session, FALSE))
    return session->exit_code;

  queue = dwd_engine_get_queue (session->engine);
  for (guint i = 0; i < g_list_model_get_n_items (queue); i++)
    {
      g_autoptr (DwdOperation) operation = g_list_model_get_item (queue, i);

      print_operation (operation);
    }
  ctl_session_close (session);

  return session->exit_code;
}
