/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-decision-private.h"

#include "base/dwd-failure.h"

#include <string.h>

static const char *const outcomes[] = {
  [DWD_OUTCOME_UNCHANGED] = "unchanged",
  [DWD_OUTCOME_SERVER] = "server",
  [DWD_OUTCOME_MINE] = "mine",
  [DWD_OUTCOME_MERGED] = "merged",
  [DWD_OUTCOME_MANUAL] = "manual",
  [DWD_OUTCOME_BRANCH] = "branch",
  [DWD_OUTCOME_DELETED] = "deleted",
};

static const char *const sources[] = {
  [DWD_SOURCE_MINE] = "mine",
  [DWD_SOURCE_SERVER] = "server",
  [DWD_SOURCE_BOTH] = "both",
  [DWD_SOURCE_MERGED] = "merged",
  [DWD_SOURCE_MANUAL] = "manual",
};

static const char *const reasons[] = {
  [DWD_REASON_ONE_SIDE_CHANGED] = "one_side_changed",
  [DWD_REASON_SAME_CHANGE] = "same_change",
  [DWD_REASON_SERVER_WINS] = "server_wins",
  [DWD_REASON_CLIENT_WINS] = "client_wins",
  [DWD_REASON_SERVER_WINS_FIELD] = "server_wins_field",
  [DWD_REASON_CLIENT_WINS_FIELD] = "client_wins_field",
  [DWD_REASON_LAST_WRITE_WINS] = "last_write_wins",
  [DWD_REASON_LAST_WRITE_WINS_FIELD] = "last_write_wins_field",
  [DWD_REASON_UNLISTED_FIELD] = "unlisted_field",
  [DWD_REASON_AUTO_MERGE_FIELD] = "auto_merge_field",
  [DWD_REASON_EXCEPTION_FIELD] = "exception_field",
  [DWD_REASON_CHILD_UNION] = "child_union",
  [DWD_REASON_MANUAL_RESOLVE] = "manual_resolve",
  [DWD_REASON_MANUAL_RESOLVE_FIELD] = "manual_resolve_field",
  [DWD_REASON_APPEND_ONLY] = "append_only",
  [DWD_REASON_VERSION_ALL] = "version_all",
  [DWD_REASON_TOMBSTONE] = "tombstone",
  [DWD_REASON_UNDELETE] = "undelete",
  [DWD_REASON_NO_DELETE] = "no_delete",
  [DWD_REASON_GROUP] = "group",
};

static const char *const notice_types[] = {
  [DWD_NOTICE_OVERWRITTEN] = "overwritten",
  [DWD_NOTICE_ASSIGNMENT_CHANGED] = "assignment_changed",
  [DWD_NOTICE_TIME_OVERLAP] = "time_overlap",
  [DWD_NOTICE_DATA_DIVERGENCE] = "data_divergence",
  [DWD_NOTICE_PENDING_SIGNATURE_REVIEW] = "pending_signature_review",
  [DWD_NOTICE_NO_DELETE] = "no_delete",
  [DWD_NOTICE_BRANCH_CREATED] = "branch_created",
  [DWD_NOTICE_TOMBSTONE] = "tombstone",
};

static const char *
name_of (const char *const *names,
         gsize              n_names,
         guint              number)
{
  return number < n_names ? names[number] : NULL;
}

const char *
dwd_outcome_to_string (DwdOutcome outcome)
{
  return name_of (outcomes, G_N_ELEMENTS (outcomes), outcome);
}

const char *
dwd_source_to_string (DwdSource source)
{
  return name_of (sources, G_N_ELEMENTS (sources), source);
}

const char *
dwd_reason_to_string (DwdReason reason)
{
  return name_of (reasons, G_N_ELEMENTS (reasons), reason);
}

const char *
dwd_notice_type_to_string (DwdNoticeType type)
{
  return name_of (notice_types, G_N_ELEMENTS (notice_types), type);
}

/* Writing. */

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

/* Reading. */

typedef struct
{
  GArray *fields;       /* (owned): of DwdFieldDraft */
  GArray *lost;         /* (owned): of DwdSlice, those of all fields */
  GArray *notices;      /* (owned): of DwdNoticeDraft */
  GPtrArray *texts;     /* (owned): unescaped */
  GError **error;
} Reader;

static gboolean
refuse (Reader     *reader,
        const char *key,
        const char *what)
{
  dwd_error_set (reader->error, DWD_FAILURE_INVALID, "A decision's “%s” %s", key, what);

  return FALSE;
}

static gboolean
expect (Reader            *reader,
        const DwdJsonSpan *span,
        const char        *key,
        DwdJsonType        type)
{
  return span->type == type || refuse (reader, key, "is missing or of another type");
}

static gboolean
read_text (Reader            *reader,
           const DwdJsonSpan *span,
           const char        *key,
           DwdSlice          *out)
{
  char *text;

  if (!expect (reader, span, key, DWD_JSON_STRING))
    return FALSE;

  text = dwd_json_span_dup_string (span);
  g_ptr_array_add (reader->texts, text);
  out->text = text;
  out->length = strlen (text);

  return TRUE;
}

static gboolean
read_optional_text (Reader            *reader,
                    const DwdJsonSpan *span,
                    const char        *key,
                    DwdSlice          *out)
{
  return span->type == DWD_JSON_ABSENT || read_text (reader, span, key, out);
}

static guint
find_name (const char *const *names,
           gsize              n_names,
           const DwdJsonSpan *span)
{
  for (guint i = 1; i < n_names; i++)
    if (dwd_json_span_equal_text (span, names[i]))
      return i;

  return 0;
}

static gboolean
read_lost (Reader            *reader,
           const DwdJsonSpan *list,
           DwdFieldDraft     *field)
{
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (!expect (reader, list, "lost", DWD_JSON_ARRAY))
    return FALSE;

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      g_array_append_val (reader->lost, item.raw);
      field->n_lost++;
    }

  return TRUE;
}

static gboolean
read_field (Reader            *reader,
            const DwdJsonSpan *name,
            const DwdJsonSpan *object)
{
  static const DwdJsonKey keys[] = {
    { "value", 5 }, { "source", 6 }, { "reason", 6 }, { "base", 4 },
    { "mine", 4 }, { "server", 6 }, { "lost", 4 },
  };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  DwdFieldDraft field = { 0 };

  if (!expect (reader, object, "fields", DWD_JSON_OBJECT) ||
      !read_text (reader, name, "fields", &field.name))
    return FALSE;

  dwd_json_span_find (object, keys, G_N_ELEMENTS (keys), values);
  field.value = values[0].raw;
  field.source = find_name (sources, G_N_ELEMENTS (sources), &values[1]);
  field.reason = find_name (reasons, G_N_ELEMENTS (reasons), &values[2]);
  field.base = values[3].raw;
  field.mine = values[4].raw;
  field.server = values[5].raw;
  if (field.value.text == NULL)
    return refuse (reader, "value", "is missing");
  if (field.source == 0)
    return refuse (reader, "source", "is none");
  if (field.reason == 0)
    return refuse (reader, "reason", "is none");
  if (!read_lost (reader, &values[6], &field))
    return FALSE;

  g_array_append_val (reader->fields, field);
  return TRUE;
}

static gboolean
read_fields (Reader            *reader,
             const DwdJsonSpan *object)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  DwdJsonIter iter;
  DwdJsonSpan key, value;
  guint first = 0;

  if (!expect (reader, object, "fields", DWD_JSON_OBJECT))
    return FALSE;

  dwd_json_iter_init (&iter, object);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      if (!read_field (reader, &key, &value))
        return FALSE;
      /* A repeated name would be found once and shown twice. */
      if (!g_hash_table_add (seen, (gpointer) g_array_index (reader->fields, DwdFieldDraft,
                                                             reader->fields->len - 1).name.text))
        return refuse (reader, "fields", "names a field twice");
    }

  /* The array has stopped moving. */
  for (guint i = 0; i < reader->fields->len; i++)
    {
      DwdFieldDraft *field = &g_array_index (reader->fields, DwdFieldDraft, i);

      if (field->n_lost > 0)
        field->lost = &g_array_index (reader->lost, DwdSlice, first);
      first += field->n_lost;
    }

  return TRUE;
}

static gboolean
read_notices (Reader            *reader,
              const DwdJsonSpan *list)
{
  static const DwdJsonKey keys[] = {
    { "type", 4 }, { "field", 5 }, { "from", 4 }, { "to", 2 }, { "name", 4 },
  };
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (!expect (reader, list, "notices", DWD_JSON_ARRAY))
    return FALSE;

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan values[G_N_ELEMENTS (keys)];
      DwdNoticeDraft notice = { 0 };

      if (!expect (reader, &item, "notices", DWD_JSON_OBJECT))
        return FALSE;
      dwd_json_span_find (&item, keys, G_N_ELEMENTS (keys), values);
      notice.type = find_name (notice_types, G_N_ELEMENTS (notice_types), &values[0]);
      notice.from = values[2].raw;
      notice.to = values[3].raw;
      if (notice.type == 0)
        return refuse (reader, "type", "is none");
      if (!read_optional_text (reader, &values[1], "field", &notice.field) ||
          !read_optional_text (reader, &values[4], "name", &notice.name))
        return FALSE;
      g_array_append_val (reader->notices, notice);
    }

  return TRUE;
}

static gboolean
read_branch (Reader            *reader,
             const DwdJsonSpan *branch,
             DwdDecisionDraft  *draft)
{
  DwdJsonSpan name, doc;

  if (draft->outcome != DWD_OUTCOME_BRANCH)
    return branch->type == DWD_JSON_ABSENT || refuse (reader, "branch", "does not fit its outcome");
  if (!expect (reader, branch, "branch", DWD_JSON_OBJECT))
    return FALSE;

  name = dwd_json_span_get_member (branch, "name");
  doc = dwd_json_span_get_member (branch, "doc");
  draft->branch_doc = doc.raw;

  return read_text (reader, &name, "name", &draft->branch_name) &&
         expect (reader, &doc, "doc", DWD_JSON_OBJECT);
}

static gboolean
read_outcome (Reader            *reader,
              const DwdJsonSpan *outcome,
              const DwdJsonSpan *needs_manual,
              DwdDecisionDraft  *draft)
{
  draft->outcome = find_name (outcomes, G_N_ELEMENTS (outcomes), outcome);
  if (draft->outcome == 0)
    return refuse (reader, "outcome", "is none");

  return expect (reader, needs_manual, "needs_manual",
                 draft->outcome == DWD_OUTCOME_MANUAL ? DWD_JSON_TRUE : DWD_JSON_FALSE);
}

static gboolean
read_decision (Reader            *reader,
               const DwdJsonSpan *object,
               DwdDecisionDraft  *draft)
{
  static const DwdJsonKey keys[] = {
    { "doctype", 7 }, { "strategy", 8 }, { "outcome", 7 }, { "needs_manual", 12 },
    { "doc", 3 }, { "fields", 6 }, { "branch", 6 }, { "notices", 7 },
  };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  g_autofree char *strategy = NULL;

  dwd_json_span_find (object, keys, G_N_ELEMENTS (keys), values);
  strategy = dwd_json_span_dup_string (&values[1]);
  draft->strategy = dwd_strategy_from_string (strategy);
  if (draft->strategy == 0)
    return refuse (reader, "strategy", "is none");

  draft->doc = values[4].raw;
  return read_text (reader, &values[0], "doctype", &draft->doctype) &&
         read_outcome (reader, &values[2], &values[3], draft) &&
         expect (reader, &values[4], "doc", DWD_JSON_OBJECT) &&
         read_fields (reader, &values[5]) &&
         read_branch (reader, &values[6], draft) &&
         read_notices (reader, &values[7]);
}

/**
 * dwd_decision_new_from_json:
 * @text: what dwd_decision_to_json() wrote
 * @length: of it
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the decision, whose to_json() is @text again byte for byte;
 *   %DWD_FAILURE_INVALID names the key that is wrong, %DWD_FAILURE_PROTOCOL is no JSON. Unknown keys are
 *   ignored.
 */
DwdDecision *
dwd_decision_new_from_json (const char *text,
                            gsize       length,
                            GError    **error)
{
  DwdDecisionDraft draft = { 0 };
  DwdDecision *self = NULL;
  DwdJsonSpan object;
  Reader reader;

  if (!dwd_json_scan_value (text, length, &object, error))
    return NULL;
  if (object.type != DWD_JSON_OBJECT)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "A decision is an object");
      return NULL;
    }

  reader.fields = g_array_new (FALSE, FALSE, sizeof (DwdFieldDraft));
  reader.lost = g_array_new (FALSE, FALSE, sizeof (DwdSlice));
  reader.notices = g_array_new (FALSE, FALSE, sizeof (DwdNoticeDraft));
  reader.texts = g_ptr_array_new_with_free_func (g_free);
  reader.error = error;
  if (read_decision (&reader, &object, &draft))
    {
      draft.fields = (const DwdFieldDraft *) (gpointer) reader.fields->data;
      draft.n_fields = reader.fields->len;
      draft.notices = (const DwdNoticeDraft *) (gpointer) reader.notices->data;
      draft.n_notices = reader.notices->len;
      self = dwd_decision_new (&draft);
    }

  g_array_unref (reader.fields);
  g_array_unref (reader.lost);
  g_array_unref (reader.notices);
  g_ptr_array_unref (reader.texts);

  return self;
}
