/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

typedef struct
{
  DwdMerge *merge;
  const DwdRowRule *rule;
  DwdMembers base;
  DwdMembers mine;
  DwdMembers server;
  gboolean lost;        /* something that mine set did not stay */
} Row;

static void
append_member (GString           *out,
               DwdSlice           key,
               const DwdJsonSpan *value)
{
  if (value->type == DWD_JSON_ABSENT)
    return;

  g_string_append_c (out, out->len > 0 ? ',' : '{');
  g_string_append_len (out, key.text, (gssize) key.length);
  g_string_append_c (out, ':');
  g_string_append_len (out, value->raw.text, (gssize) value->raw.length);
}

static DwdJsonSpan
finish_row (DwdMerge *self,
            GString  *out)
{
  if (out->len == 0)
    g_string_append_c (out, '{');
  g_string_append_c (out, '}');

  return dwd_merge_keep_value (self, out, DWD_JSON_OBJECT);
}

/* Equal changes sum as well; without a base, which could tell, equal sums count once. */
static DwdJsonSpan
sum_column (Row               *row,
            const DwdJsonSpan *base,
            const DwdJsonSpan *mine,
            const DwdJsonSpan *server)
{
  DwdJsonSpan sum = { .type = DWD_JSON_NUMBER };
  char *text;

  if (row->rule->two_way && dwd_merge_values_equal (mine, server))
    return *server;

  text = dwd_merge_sum (base, mine, server);
  if (text == NULL)
    {
      /* No numbers, so nothing to sum. */
      row->lost |= !dwd_merge_values_equal (mine, server);
      return *server;
    }

  sum.raw.length = strlen (text);
  sum.raw.text = dwd_merge_keep (row->merge, text);
  if (dwd_merge_values_equal (&sum, server))
    return *server;

  return dwd_merge_values_equal (&sum, mine) ? *mine : sum;
}

static DwdJsonSpan
fill_column (Row               *row,
             const DwdJsonSpan *base,
             const DwdJsonSpan *mine,
             const DwdJsonSpan *server)
{
  if (dwd_merge_values_equal (mine, server) || dwd_merge_values_equal (base, mine))
    return *server;
  if (dwd_merge_is_null (server))
    return *mine;

  row->lost = TRUE;
  return *server;
}

static DwdJsonSpan
merge_column (Row               *row,
              const DwdJsonSpan *base,
              const DwdJsonSpan *mine,
              const DwdJsonSpan *server)
{
  if (dwd_merge_values_equal (mine, server) || dwd_merge_values_equal (base, mine))
    return *server;
  if (dwd_merge_values_equal (base, server))
    return *mine;

  row->lost = TRUE;
  return *server;
}

static gboolean
is_sum (const Row *row,
        DwdSlice   name)
{
  const char *sum_field = row->rule->sum_field;

  if (row->rule->policy != DWD_ROW_SUM || sum_field == NULL)
    return FALSE;

  return strlen (sum_field) == name.length && memcmp (sum_field, name.text, name.length) == 0;
}

static DwdJsonSpan
decide_column (Row     *row,
               DwdSlice name)
{
  const DwdJsonSpan *base = dwd_members_get (&row->base, name);
  const DwdJsonSpan *mine = dwd_members_get (&row->mine, name);
  const DwdJsonSpan *server = dwd_members_get (&row->server, name);

  if (dwd_merge_is_row_metadata (name))
    return *server;
  if (is_sum (row, name))
    return sum_column (row, base, mine, server);

  switch (row->rule->policy)
    {
    case DWD_ROW_FILL:
      return fill_column (row, base, mine, server);

    case DWD_ROW_MINE:
      return *mine;

    case DWD_ROW_THREE_WAY:
    case DWD_ROW_SUM:
    default:
      return merge_column (row, base, mine, server);
    }
}

/* The server's order, then mine's new columns. Where all is the server's, so is the text. */
static DwdJsonSpan
write_row (Row               *row,
           const DwdJsonSpan *server)
{
  GString *out = g_string_sized_new (server->raw.length + 64);
  gboolean same = TRUE;

  for (guint i = 0; i < row->server.n_items; i++)
    {
      const DwdMember *member = &row->server.items[i];
      DwdJsonSpan value = decide_column (row, member->name);

      same = same && value.raw.text == member->value.raw.text;
      append_member (out, member->key.raw, &value);
    }
  for (guint i = 0; i < row->mine.n_items; i++)
    {
      const DwdMember *member = &row->mine.items[i];
      DwdJsonSpan value;

      if (dwd_members_find (&row->server, member->name) != NULL)
        continue;
      value = decide_column (row, member->name);
      same = same && value.type == DWD_JSON_ABSENT;
      append_member (out, member->key.raw, &value);
    }

  if (!same)
    return finish_row (row->merge, out);

  g_string_free (out, TRUE);
  return *server;
}

DwdJsonSpan
dwd_merge_row (DwdMerge          *self,
               const DwdRowRule  *rule,
               const DwdJsonSpan *base,
               const DwdJsonSpan *mine,
               const DwdJsonSpan *server,
               gboolean          *lost)
{
  Row row = { .merge = self, .rule = rule };
  DwdJsonSpan result;

  dwd_members_init (&row.base, base, self->seed);
  dwd_members_init (&row.mine, mine, self->seed);
  dwd_members_init (&row.server, server, self->seed);
  result = write_row (&row, server);
  dwd_members_clear (&row.base);
  dwd_members_clear (&row.mine);
  dwd_members_clear (&row.server);

  *lost = row.lost;
  return result;
}

static DwdJsonSpan
rewrite_row (DwdMerge          *self,
             const DwdJsonSpan *row,
             const char        *column,
             const DwdJsonSpan *value)
{
  DwdSlice name = { column, strlen (column) };
  DwdMembers members;
  GString *out;

  dwd_members_init (&members, row, self->seed);
  out = g_string_sized_new (row->raw.length + 32);
  for (guint i = 0; i < members.n_items; i++)
    {
      const DwdMember *member = &members.items[i];

      append_member (out, member->key.raw,
                     dwd_slice_equal (member->name, name) ? value : &member->value);
    }
  if (dwd_members_find (&members, name) == NULL && value->type != DWD_JSON_ABSENT)
    {
      g_string_append_c (out, out->len > 0 ? ',' : '{');
      dwd_json_append_string (out, column, -1);
      g_string_append_c (out, ':');
      g_string_append_len (out, value->raw.text, (gssize) value->raw.length);
    }
  dwd_members_clear (&members);

  return finish_row (self, out);
}

DwdJsonSpan
dwd_merge_strip_row (DwdMerge          *self,
                     const DwdJsonSpan *row)
{
  const DwdJsonSpan absent = { 0 };

  if (row->type != DWD_JSON_OBJECT || dwd_json_span_get_member (row, "idx").type == DWD_JSON_ABSENT)
    return *row;

  return rewrite_row (self, row, "idx", &absent);
}

DwdJsonSpan
dwd_merge_set_column (DwdMerge          *self,
                      const DwdJsonSpan *row,
                      const char        *column,
                      const char        *value)
{
  DwdJsonSpan number = { DWD_JSON_NUMBER, { value, strlen (value) }, FALSE };

  return rewrite_row (self, row, column, &number);
}
