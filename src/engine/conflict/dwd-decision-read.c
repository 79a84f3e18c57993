/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-decision-private.h"

#include "base/dwd-failure.h"

#include <string.h>

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
  field.source = dwd_source_from_span (&values[1]);
  field.reason = dwd_reason_from_span (&values[2]);
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
      notice.type = dwd_notice_type_from_span (&values[0]);
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
  draft->outcome = dwd_outcome_from_span (outcome);
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
