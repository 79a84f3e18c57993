/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"

/*
 * The resulting document is spliced: runs of members that stay as the server wrote them are copied
 * in one piece, blanks between them and all.
 */
typedef struct
{
  char *at;
  const char *run;              /* (nullable): where a run of the server's members starts */
  const char *run_end;
  gboolean started;             /* a member has been written */
} Writer;

static void
write_text (Writer     *writer,
            const char *text,
            gsize       length)
{
  memcpy (writer->at, text, length);
  writer->at += length;
}

static void
write_comma (Writer *writer)
{
  if (writer->started)
    *writer->at++ = ',';
  writer->started = TRUE;
}

static void
flush_run (Writer *writer)
{
  if (writer->run == NULL)
    return;

  write_comma (writer);
  write_text (writer, writer->run, writer->run_end - writer->run);
  writer->run = NULL;
}

static void
write_member (Writer              *writer,
              const DwdMergeField *field)
{
  flush_run (writer);
  if (field->out.type == DWD_JSON_ABSENT)
    return;

  write_comma (writer);
  write_text (writer, field->key.raw.text, field->key.raw.length);
  *writer->at++ = ':';
  write_text (writer, field->out.raw.text, field->out.raw.length);
}

static inline gboolean
is_servers (const DwdMergeField *field)
{
  return field->out.raw.text == field->sides[DWD_SIDE_SERVER].raw.text && !field->split &&
         field->out.type != DWD_JSON_ABSENT;
}

static gsize
measure_doc (DwdMerge *self)
{
  gsize size = self->input->server.length + 3;

  for (guint i = 0; i < self->n_fields; i++)
    if (!is_servers (&self->fields[i]))
      size += self->fields[i].key.raw.length + self->fields[i].out.raw.length + 2;

  return size;
}

/* The server's order, then mine's new keys. */
DwdSlice
dwd_merge_write_doc (DwdMerge *self)
{
  char *text = g_malloc (measure_doc (self));
  Writer writer = { .at = text };
  DwdSlice doc = { text, 0 };

  *writer.at++ = '{';
  for (guint i = 0; i < self->n_fields; i++)
    {
      const DwdMergeField *field = &self->fields[i];

      if (!is_servers (field))
        {
          write_member (&writer, field);
          continue;
        }
      if (writer.run == NULL)
        writer.run = field->key.raw.text;
      writer.run_end = field->out.raw.text + field->out.raw.length;
    }
  flush_run (&writer);
  *writer.at++ = '}';

  doc.length = writer.at - text;
  dwd_merge_keep (self, text);
  return doc;
}

static char *
dup_name (DwdMerge *self)
{
  const DwdMergeField *field = dwd_merge_find_field (self, "name");
  char *name = NULL;

  if (field != NULL)
    name = dwd_json_span_dup_string (&field->sides[DWD_SIDE_SERVER]);
  if (field != NULL && name == NULL)
    name = dwd_json_span_dup_string (&field->sides[DWD_SIDE_MINE]);

  return name != NULL ? name : g_strdup ("");
}

static char *
format_branch_name (const char *name,
                    gint64      now)
{
  DwdCivil civil;
  gint64 days = now / DWD_USEC_PER_DAY - (now % DWD_USEC_PER_DAY < 0);
  gint64 seconds = (now - days * DWD_USEC_PER_DAY) / DWD_USEC_PER_SEC;

  dwd_civil_from_days (days, &civil);

  return g_strdup_printf ("%s_conflict_%04d%02d%02dT%02d%02d%02dZ", name, civil.year, civil.month,
                          civil.day, (int) (seconds / 3600), (int) (seconds / 60 % 60),
                          (int) (seconds % 60));
}

static DwdSlice
write_branch (DwdMerge *self)
{
  static const DwdSlice name = { "name", 4 };
  GString *out = g_string_sized_new (self->input->mine.length + self->branch_name.length + 16);
  DwdJsonSpan mine, doc;
  DwdMembers members;

  dwd_json_scan_value (self->input->mine.text, self->input->mine.length, &mine, NULL);
  dwd_members_init (&members, &mine, self->seed);
  for (guint i = 0; i < members.n_items; i++)
    {
      const DwdMember *member = &members.items[i];

      g_string_append_c (out, i == 0 ? '{' : ',');
      g_string_append_len (out, member->key.raw.text, (gssize) member->key.raw.length);
      g_string_append_c (out, ':');
      if (dwd_slice_equal (member->name, name))
        dwd_json_append_string (out, self->branch_name.text, (gssize) self->branch_name.length);
      else
        g_string_append_len (out, member->value.raw.text, (gssize) member->value.raw.length);
    }
  if (dwd_members_find (&members, name) == NULL)
    {
      g_string_append (out, members.n_items == 0 ? "{\"name\":" : ",\"name\":");
      dwd_json_append_string (out, self->branch_name.text, (gssize) self->branch_name.length);
    }
  g_string_append_c (out, '}');
  dwd_members_clear (&members);

  doc = dwd_merge_keep_value (self, out, DWD_JSON_OBJECT);
  return doc.raw;
}

/* Mine's document under a name of its own. */
gboolean
dwd_merge_branch (DwdMerge *self,
                  GError  **error)
{
  g_autofree char *name = dup_name (self);
  gint64 now = self->input->now != DWD_TIME_NONE ? self->input->now : dwd_merge_server_time (self);
  char *branch;

  if (now == DWD_TIME_NONE)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID,
                     "server: “modified” is no time, and nothing else says when the branch is made");
      return FALSE;
    }

  branch = format_branch_name (name, now);
  self->branch_name.text = dwd_merge_keep (self, branch);
  self->branch_name.length = strlen (branch);
  self->branch_doc = write_branch (self);
  self->outcome = DWD_OUTCOME_BRANCH;
  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      dwd_merge_take (self, change, DWD_SIDE_SERVER, DWD_REASON_VERSION_ALL);
      change->n_lost = 0;
    }

  return TRUE;
}
