/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-decision-private.h"

#include <string.h>

static void
append_member (GString    *out,
               const char *key,
               const char *json)
{
  if (json != NULL)
    g_string_append_printf (out, "\"%s\":", key);
  if (json != NULL)
    g_string_append (out, json);
}

static void
append_text_member (GString    *out,
                    const char *key,
                    const char *text)
{
  if (text == NULL)
    return;

  g_string_append_printf (out, ",\"%s\":", key);
  dwd_json_append_string (out, text, -1);
}

static void
append_side (GString    *out,
             const char *key,
             const char *json)
{
  if (json == NULL)
    return;

  g_string_append_c (out, ',');
  append_member (out, key, json);
}

static void
append_field (GString                *out,
              const DwdFieldDecision *field)
{
  dwd_json_append_string (out, field->name, -1);
  g_string_append (out, ":{");
  append_member (out, "value", field->value != NULL ? field->value : "null");
  append_text_member (out, "source", dwd_source_to_string (field->source));
  append_text_member (out, "reason", dwd_reason_to_string (field->reason));
  append_side (out, "base", field->base);
  append_side (out, "mine", field->mine);
  append_side (out, "server", field->server);

  g_string_append (out, ",\"lost\":[");
  for (guint i = 0; i < field->n_lost; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append (out, field->lost[i]);
    }
  g_string_append (out, "]}");
}

static void
append_notice (GString         *out,
               const DwdNotice *notice)
{
  g_string_append (out, "{\"type\":");
  dwd_json_append_string (out, dwd_notice_type_to_string (notice->type), -1);
  append_text_member (out, "field", notice->field);
  append_side (out, "from", notice->from);
  append_side (out, "to", notice->to);
  append_text_member (out, "name", notice->name);
  g_string_append_c (out, '}');
}

/**
 * dwd_decision_to_json:
 * @self: a decision
 *
 * Returns: (transfer full): one JSON object in the form of docs/dispatchctl.md. The values in it are the
 *   texts of the documents, blanks and all.
 */
char *
dwd_decision_to_json (const DwdDecision *self)
{
  GString *out = g_string_sized_new (2 * strlen (dwd_decision_get_doc (self)) + 256);

  g_string_append (out, "{\"doctype\":");
  dwd_json_append_string (out, dwd_decision_get_doctype (self), -1);
  append_text_member (out, "strategy", dwd_strategy_to_string (dwd_decision_get_strategy (self)));
  append_text_member (out, "outcome", dwd_outcome_to_string (dwd_decision_get_outcome (self)));
  append_side (out, "needs_manual", dwd_decision_get_needs_manual (self) ? "true" : "false");
  append_side (out, "doc", dwd_decision_get_doc (self));

  g_string_append (out, ",\"fields\":{");
  for (guint i = 0; i < dwd_decision_get_n_fields (self); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_field (out, dwd_decision_get_field (self, i));
    }
  g_string_append_c (out, '}');

  if (dwd_decision_get_branch_name (self) != NULL)
    {
      g_string_append (out, ",\"branch\":{\"name\":");
      dwd_json_append_string (out, dwd_decision_get_branch_name (self), -1);
      append_side (out, "doc", dwd_decision_get_branch_doc (self));
      g_string_append_c (out, '}');
    }

  g_string_append (out, ",\"notices\":[");
  for (guint i = 0; i < dwd_decision_get_n_notices (self); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_notice (out, dwd_decision_get_notice (self, i));
    }
  g_string_append (out, "]}");

  return g_string_free (out, FALSE);
}
