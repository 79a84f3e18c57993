/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-json-scan-private.h"

/*
 * The three documents, checked and laid side by side. They are versions of one record, so most
 * members of one are byte for byte the next member of another: comparing is several times as fast
 * as scanning, and what equals a checked text is checked. Only what differs is scanned.
 */

/* A decision holds values four containers deep, and is a JSON text like any other: documents leave
 * room. */
#define DEPTH_AROUND 3

static const char *const side_names[] = {
  [DWD_SIDE_BASE] = "base",
  [DWD_SIDE_MINE] = "mine",
  [DWD_SIDE_SERVER] = "server",
};

const char *
dwd_merge_keep (DwdMerge *self,
                char     *text)
{
  if (self->scratch == NULL)
    self->scratch = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->scratch, text);

  return text;
}

/* Takes @text. */
DwdJsonSpan
dwd_merge_keep_value (DwdMerge   *self,
                      GString    *text,
                      DwdJsonType type)
{
  DwdJsonSpan value = { .type = type };

  value.raw.length = text->len;
  value.raw.text = dwd_merge_keep (self, g_string_free (text, FALSE));
  value.escaped = type == DWD_JSON_STRING;

  return value;
}

static DwdSlice
read_name (DwdMerge          *self,
           const DwdJsonSpan *key)
{
  DwdSlice name = { key->raw.text + 1, key->raw.length - 2 };

  if (key->escaped)
    {
      name.text = dwd_merge_keep (self, dwd_json_span_dup_string (key));
      name.length = strlen (name.text);
    }

  return name;
}

static DwdMergeField *
add_field (DwdMerge *self)
{
  DwdMergeField *field;

  if (self->n_fields == self->size)
    {
      DwdMergeField *fields = g_new (DwdMergeField, 2 * self->size);

      memcpy (fields, self->fields, self->n_fields * sizeof *fields);
      if (self->fields != self->local_fields)
        g_free (self->fields);
      self->fields = fields;
      self->size *= 2;
    }

  field = &self->fields[self->n_fields++];
  memset (field, 0, sizeof *field);

  return field;
}

/* The field of a key just scanned. */
static DwdMergeField *
place_key (DwdMerge          *self,
           const DwdJsonSpan *key)
{
  DwdSlice name = read_name (self, key);
  int number = dwd_name_table_add (&self->names, self->fields, sizeof *self->fields, name,
                                   self->n_fields);
  DwdMergeField *field;

  if (number >= 0)
    return &self->fields[number];

  field = add_field (self);
  field->name = name;
  field->key = *key;

  return field;
}

static inline gboolean
ends_value (char c)
{
  return c == ',' || c == '}' || (guchar) c <= ' ';
}

/* Whether the next member at @p is @field's of the server, byte for byte; then it is placed. */
static const char *
match_member (DwdMergeField *field,
              DwdSide        side,
              const char    *p,
              const char    *end)
{
  const DwdJsonSpan *theirs = &field->sides[DWD_SIDE_SERVER];
  gsize before = theirs->raw.text - field->key.raw.text;
  gsize length = before + theirs->raw.length;

  /* A number could go on behind it. */
  if ((gsize) (end - p) <= length || !ends_value (p[length]) ||
      memcmp (p, field->key.raw.text, length) != 0)
    return NULL;

  field->sides[side] = *theirs;
  field->sides[side].raw.text = p + before;
  field->same |= 1u << side;

  return p + length;
}

static const char *
read_member (DwdMerge    *self,
             DwdJsonScan *scan,
             DwdSide      side,
             const char  *p,
             guint       *next)
{
  DwdMergeField *field;
  DwdJsonSpan key, value;
  const char *behind;

  /* Of a repeated key the member is not right behind the key. */
  if (side != DWD_SIDE_SERVER && *next < self->n_server_fields && !self->fields[*next].split)
    {
      behind = match_member (&self->fields[*next], side, p, scan->end);
      if (behind != NULL)
        {
          *next += 1;
          return behind;
        }
    }

  p = dwd_json_scan_key (scan, p, &key);
  if (p == NULL || (p = dwd_json_scan_span (scan, p, DEPTH_AROUND + 1, &value)) == NULL)
    return NULL;

  field = place_key (self, &key);
  if (side == DWD_SIDE_SERVER && field->sides[side].type != DWD_JSON_ABSENT)
    {
      /* Neither this member nor those before it stand where the copy of the text expects them. */
      field->split = TRUE;
      self->fields[self->n_fields - 1].split = TRUE;
    }
  field->sides[side] = value;
  field->same &= ~(1u << side);
  *next = (guint) (field - self->fields) + 1;

  return p;
}

static gboolean
refuse_side (DwdSide      side,
             DwdJsonScan *scan,
             GError     **error)
{
  if (scan->why != NULL)
    dwd_json_scan_set_error (scan, error);
  else
    dwd_error_set (error, DWD_FAILURE_INVALID, "must be an object");
  if (error != NULL)
    {
      (*error)->code = DWD_FAILURE_INVALID;
      g_prefix_error (error, "%s: ", side_names[side]);
    }

  return FALSE;
}

static gboolean
read_side (DwdMerge *self,
           DwdSide   side,
           DwdSlice  text,
           GError  **error)
{
  gboolean closed = FALSE;
  guint next = 0;
  DwdJsonScan scan;
  DwdJsonSpan ignored;
  const char *p;

  dwd_json_scan_init (&scan, text.text, text.length);
  p = dwd_json_scan_space (&scan, scan.start);
  if (p == scan.end || *p != '{')
    {
      /* For the fault, if it is no JSON at all. */
      dwd_json_scan_span (&scan, p, 0, &ignored);
      return refuse_side (side, &scan, error);
    }

  p = dwd_json_scan_space (&scan, p + 1);
  if (p < scan.end && *p == '}')
    {
      p++;
      closed = TRUE;
    }
  while (p != NULL && !closed)
    {
      p = read_member (self, &scan, side, p, &next);
      if (p != NULL)
        p = dwd_json_scan_separator (&scan, p, '}', &closed);
    }
  if (p != NULL && (p = dwd_json_scan_space (&scan, p)) != scan.end)
    p = dwd_json_scan_fault (&scan, p, "something behind the value");

  return p != NULL || refuse_side (side, &scan, error);
}

/* The server first: its order is that of the result. */
gboolean
dwd_merge_read (DwdMerge *self,
                GError  **error)
{
  const DwdMergeInput *input = self->input;

  self->fields = self->local_fields;
  self->size = DWD_MERGE_LOCAL_FIELDS;
  dwd_name_table_init (&self->names, self->seed);

  if (!read_side (self, DWD_SIDE_SERVER, input->server, error))
    return FALSE;
  self->n_server_fields = self->n_fields;
  if (!read_side (self, DWD_SIDE_MINE, input->mine, error))
    return FALSE;
  self->has_base = input->base.text != NULL;
  if (self->has_base && !read_side (self, DWD_SIDE_BASE, input->base, error))
    return FALSE;

  for (guint i = 0; i < self->n_fields; i++)
    self->fields[i].out = self->fields[i].sides[DWD_SIDE_SERVER];

  return TRUE;
}

/* Without a base every field on which mine and the server differ counts as changed by both. */
static void
compare_field (DwdMerge      *self,
               DwdMergeField *field)
{
  DwdJsonSpan *sides = field->sides;
  const DwdChildRule *child = NULL;
  DwdMergeChange change = { 0 };
  gboolean alike, mine_changed, server_changed;

  if (sides[DWD_SIDE_MINE].type == DWD_JSON_ARRAY || sides[DWD_SIDE_SERVER].type == DWD_JSON_ARRAY)
    child = dwd_conflict_rule_find_child (self->rule, field->name.text, field->name.length);

  alike = (field->same >> DWD_SIDE_MINE & 1) != 0 ||
          dwd_merge_sides_equal (self, child, &sides[DWD_SIDE_MINE], &sides[DWD_SIDE_SERVER]);
  if (!self->has_base)
    {
      mine_changed = server_changed = !alike;
    }
  else
    {
      server_changed = (field->same >> DWD_SIDE_BASE & 1) == 0 &&
                       !dwd_merge_sides_equal (self, child, &sides[DWD_SIDE_BASE],
                                               &sides[DWD_SIDE_SERVER]);
      /* Equality of rows is by value, so that with two comparisons the third is usually known. */
      mine_changed = alike ? server_changed
                           : !server_changed ||
                     !dwd_merge_sides_equal (self, child, &sides[DWD_SIDE_BASE], &sides[DWD_SIDE_MINE]);
    }
  if (!mine_changed && !server_changed)
    return;

  change.field = field;
  change.mine_changed = mine_changed;
  change.server_changed = server_changed;
  change.alike = alike;
  change.child = child;
  change.list = dwd_conflict_rule_find_list (self->rule, field->name.text, field->name.length);
  change.group = dwd_conflict_rule_find_group (self->rule, field->name.text, field->name.length);
  g_array_append_val (self->changes, change);

  self->mine_changed |= mine_changed;
  self->server_changed |= server_changed;
  self->differ |= !alike;
}

void
dwd_merge_find_changes (DwdMerge *self)
{
  guint all = 1u << DWD_SIDE_MINE | (self->has_base ? 1u << DWD_SIDE_BASE : 0);

  self->changes = g_array_sized_new (FALSE, FALSE, sizeof (DwdMergeChange), 16);
  for (guint i = 0; i < self->n_fields; i++)
    {
      DwdMergeField *field = &self->fields[i];

      if (field->same != all && !dwd_merge_is_metadata (field->name))
        compare_field (self, field);
    }
}

DwdMergeField *
dwd_merge_find_field (DwdMerge   *self,
                      const char *name)
{
  DwdSlice slice = { name, strlen (name) };
  int number = dwd_name_table_find (&self->names, self->fields, sizeof *self->fields, slice);

  return number >= 0 ? &self->fields[number] : NULL;
}

DwdMergeChange *
dwd_merge_find_change (DwdMerge   *self,
                       const char *name)
{
  const DwdMergeField *field = dwd_merge_find_field (self, name);

  for (guint i = 0; field != NULL && i < self->changes->len; i++)
    if (dwd_merge_get_change (self, i)->field == field)
      return dwd_merge_get_change (self, i);

  return NULL;
}
