/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include <math.h>

/*
 * When two values are the same. Bytes are compared first; what differs in bytes is read. Each level of a
 * value is read once, so that the work is bounded by its size times its depth.
 */

gboolean
dwd_merge_is_null (const DwdJsonSpan *value)
{
  return value->type == DWD_JSON_NULL || value->type == DWD_JSON_ABSENT;
}

/* Numbers: whole ones within 64 bits are kept exactly, all others as doubles. */
typedef struct
{
  gboolean whole;
  gboolean negative;
  guint64 magnitude;
  double real;
} Number;

static gboolean
read_digits (const char *p,
             const char *end,
             guint64    *out)
{
  guint64 value = 0;

  for (; p < end; p++)
    {
      if (!g_ascii_isdigit (*p) || __builtin_mul_overflow (value, 10, &value) ||
          __builtin_add_overflow (value, (guint64) (*p - '0'), &value))
        return FALSE;
    }

  *out = value;
  return TRUE;
}

static double
read_real (DwdSlice text)
{
  g_autofree char *copy = g_strndup (text.text, text.length);

  return g_ascii_strtod (copy, NULL);
}

/* A double without a fraction is the whole number that it is, so that 1 equals 1.0. */
static Number
number_from_real (double real)
{
  Number number = { .real = real };

  if (isfinite (real) && real == floor (real) && fabs (real) < 18446744073709551616.0 &&
      real >= -9223372036854775808.0)
    {
      number.whole = TRUE;
      number.negative = real < 0;
      number.magnitude = (guint64) fabs (real);
      number.real = 0;
    }

  return number;
}

static Number
read_number (const DwdJsonSpan *span)
{
  const char *p = span->raw.text;
  const char *end = p + span->raw.length;
  gboolean negative = *p == '-';
  Number number = { 0 };

  if (read_digits (p + negative, end, &number.magnitude) &&
      (!negative || number.magnitude <= (guint64) 1 << 63))
    {
      number.whole = TRUE;
      number.negative = negative && number.magnitude != 0;
      return number;
    }

  return number_from_real (read_real (span->raw));
}

static gboolean
numbers_equal (const DwdJsonSpan *a,
               const DwdJsonSpan *b)
{
  Number x = read_number (a);
  Number y = read_number (b);

  if (x.whole != y.whole)
    return FALSE;
  if (x.whole)
    return x.negative == y.negative && x.magnitude == y.magnitude;

  return x.real == y.real;
}

/* Strings. */

static gunichar
read_unit (const char *p)
{
  gunichar unit = 0;

  for (int i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar) g_ascii_xdigit_value (p[i]);

  return unit;
}

static const char *
append_escape (GString    *out,
               const char *p)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  gunichar unit;

  if (p[1] != 'u')
    {
      g_string_append_c (out, meanings[strchr (letters, p[1]) - letters]);
      return p + 2;
    }

  unit = read_unit (p + 2);
  p += 6;
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (read_unit (p + 2) - 0xdc00);
      p += 6;
    }
  if (unit == 0)
    g_string_append_c (out, '\0');
  else
    g_string_append_unichar (out, unit);

  return p;
}

/* The exact content, NULs included, which dwd_json_span_dup_string() cannot give. */
static GString *
read_string (const DwdJsonSpan *span)
{
  const char *p = span->raw.text + 1;
  const char *end = span->raw.text + span->raw.length - 1;
  GString *out = g_string_sized_new (span->raw.length);

  while (p < end)
    {
      const char *escape = memchr (p, '\\', end - p);

      if (escape == NULL)
        escape = end;
      g_string_append_len (out, p, escape - p);
      p = escape < end ? append_escape (out, escape) : end;
    }

  return out;
}

/* Called where the bytes differ. */
static gboolean
strings_equal (const DwdJsonSpan *a,
               const DwdJsonSpan *b)
{
  GString *x, *y;
  gboolean equal;

  if (!a->escaped && !b->escaped)
    return FALSE;

  x = read_string (a);
  y = read_string (b);
  equal = g_string_equal (x, y);
  g_string_free (x, TRUE);
  g_string_free (y, TRUE);

  return equal;
}

/* Objects and arrays. */

static guint
count_wanted (const DwdMembers *members,
              gboolean          is_row)
{
  guint n = 0;

  for (guint i = 0; i < members->n_items; i++)
    n += !dwd_merge_is_null (&members->items[i].value) &&
         !(is_row && dwd_merge_is_row_metadata (members->items[i].name));

  return n;
}

/* Rows that hold nothing but metadata are told apart by their names, as attachments can be. */
static gboolean
names_equal (const DwdMembers *a,
             const DwdMembers *b)
{
  const DwdSlice name = { "name", 4 };

  return dwd_merge_values_equal (dwd_members_get (a, name), dwd_members_get (b, name));
}

static gboolean
members_equal (const DwdMembers *a,
               const DwdMembers *b,
               gboolean          is_row)
{
  guint n = count_wanted (a, is_row);

  if (n != count_wanted (b, is_row))
    return FALSE;
  if (n == 0)
    return !is_row || names_equal (a, b);

  for (guint i = 0; i < a->n_items; i++)
    {
      const DwdMember *member = &a->items[i];

      if (dwd_merge_is_null (&member->value) || (is_row && dwd_merge_is_row_metadata (member->name)))
        continue;
      if (!dwd_merge_values_equal (&member->value, dwd_members_get (b, member->name)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
objects_equal (const DwdJsonSpan *a,
               const DwdJsonSpan *b,
               gboolean           is_row)
{
  DwdMembers x, y;
  gboolean equal;

  dwd_members_init (&x, a, GPOINTER_TO_SIZE (&x));
  dwd_members_init (&y, b, GPOINTER_TO_SIZE (&y));
  equal = members_equal (&x, &y, is_row);
  dwd_members_clear (&x);
  dwd_members_clear (&y);

  return equal;
}

static gboolean
arrays_equal (const DwdJsonSpan *a,
              const DwdJsonSpan *b,
              gboolean           are_rows)
{
  DwdJsonIter x, y;
  DwdJsonSpan item, other;

  dwd_json_iter_init (&x, a);
  dwd_json_iter_init (&y, b);
  while (dwd_json_iter_next_item (&x, &item))
    {
      if (!dwd_json_iter_next_item (&y, &other))
        return FALSE;
      if (!(are_rows ? dwd_merge_rows_equal (&item, &other) : dwd_merge_values_equal (&item, &other)))
        return FALSE;
    }

  return !dwd_json_iter_next_item (&y, &other);
}

gboolean
dwd_merge_values_equal (const DwdJsonSpan *a,
                        const DwdJsonSpan *b)
{
  if (dwd_merge_is_null (a) || dwd_merge_is_null (b))
    return dwd_merge_is_null (a) && dwd_merge_is_null (b);
  if (a->type != b->type)
    return FALSE;
  if (dwd_slice_equal (a->raw, b->raw))
    return TRUE;

  switch (a->type)
    {
    case DWD_JSON_NUMBER:
      return numbers_equal (a, b);

    case DWD_JSON_STRING:
      return strings_equal (a, b);

    case DWD_JSON_OBJECT:
      return objects_equal (a, b, FALSE);

    case DWD_JSON_ARRAY:
      return arrays_equal (a, b, FALSE);

    case DWD_JSON_ABSENT:
    case DWD_JSON_NULL:
    case DWD_JSON_TRUE:
    case DWD_JSON_FALSE:
    default:
      return TRUE;
    }
}

gboolean
dwd_merge_rows_equal (const DwdJsonSpan *a,
                      const DwdJsonSpan *b)
{
  if (a->type != DWD_JSON_OBJECT || b->type != DWD_JSON_OBJECT)
    return dwd_merge_values_equal (a, b);

  return dwd_slice_equal (a->raw, b->raw) || objects_equal (a, b, TRUE);
}

/* Hashes: equal values have equal ones. */

static guint64
mix (guint64 a,
     guint64 b)
{
  guint64 words[2] = { a, b };

  return dwd_hash_bytes (a, (const char *) words, sizeof words);
}

static guint64
hash_number (guint64            seed,
             const DwdJsonSpan *span)
{
  Number number = read_number (span);
  guint64 bits;

  if (number.whole)
    return mix (seed + number.negative, number.magnitude);

  memcpy (&bits, &number.real, sizeof bits);
  return mix (seed + 2, bits);
}

static guint64
hash_string (guint64            seed,
             const DwdJsonSpan *span)
{
  GString *text;
  guint64 hash;

  if (!span->escaped)
    return dwd_hash_bytes (seed, span->raw.text + 1, span->raw.length - 2);

  text = read_string (span);
  hash = dwd_hash_bytes (seed, text->str, text->len);
  g_string_free (text, TRUE);

  return hash;
}

/* A sum over the members, since their order says nothing. */
static guint64
hash_object (guint64            seed,
             const DwdJsonSpan *span,
             gboolean           is_row)
{
  const DwdSlice name = { "name", 4 };
  guint64 hash = seed;
  DwdMembers members;

  dwd_members_init (&members, span, seed);
  for (guint i = 0; i < members.n_items; i++)
    {
      const DwdMember *member = &members.items[i];

      if (dwd_merge_is_null (&member->value) || (is_row && dwd_merge_is_row_metadata (member->name)))
        continue;
      hash += mix (dwd_hash_bytes (seed, member->name.text, member->name.length),
                   dwd_merge_hash_value (seed, &member->value));
    }
  if (is_row && hash == seed)
    hash = dwd_merge_hash_value (seed, dwd_members_get (&members, name));
  dwd_members_clear (&members);

  return hash;
}

static guint64
hash_array (guint64            seed,
            const DwdJsonSpan *span)
{
  guint64 hash = seed + 3;
  DwdJsonIter iter;
  DwdJsonSpan item;

  dwd_json_iter_init (&iter, span);
  while (dwd_json_iter_next_item (&iter, &item))
    hash = mix (hash, dwd_merge_hash_value (seed, &item));

  return hash;
}

guint64
dwd_merge_hash_value (guint64            seed,
                      const DwdJsonSpan *value)
{
  switch (value->type)
    {
    case DWD_JSON_NUMBER:
      return hash_number (seed, value);

    case DWD_JSON_STRING:
      return hash_string (seed, value);

    case DWD_JSON_OBJECT:
      return hash_object (seed, value, FALSE);

    case DWD_JSON_ARRAY:
      return hash_array (seed, value);

    case DWD_JSON_ABSENT:
    case DWD_JSON_NULL:
      return mix (seed, DWD_JSON_NULL);

    case DWD_JSON_TRUE:
    case DWD_JSON_FALSE:
    default:
      return mix (seed, value->type);
    }
}

guint64
dwd_merge_hash_row (guint64            seed,
                    const DwdJsonSpan *row)
{
  return row->type == DWD_JSON_OBJECT ? hash_object (seed, row, TRUE) : dwd_merge_hash_value (seed, row);
}

/* Fields. */

/* Metadata of a document; a child row's has more. */
static const char *const document_metadata[] = {
  "doctype", "name", "creation", "owner", "modified", "modified_by", "docstatus", "idx",
};

static const char *const row_metadata[] = {
  "parent", "parentfield", "parenttype",
};

static gboolean
is_among (DwdSlice           name,
          const char *const *words,
          gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strncmp (words[i], name.text, name.length) == 0 && words[i][name.length] == '\0')
      return TRUE;

  return FALSE;
}

gboolean
dwd_merge_is_metadata (DwdSlice name)
{
  if (name.length > 0 && name.text[0] == '_')
    return TRUE;
  if (name.length > 11)
    return FALSE;

  return is_among (name, document_metadata, G_N_ELEMENTS (document_metadata));
}

gboolean
dwd_merge_is_row_metadata (DwdSlice name)
{
  if (name.length > 11)
    return FALSE;

  return is_among (name, document_metadata, G_N_ELEMENTS (document_metadata)) ||
         is_among (name, row_metadata, G_N_ELEMENTS (row_metadata));
}

/* A child table: an array of objects. An empty one is one too, as far as it goes. */
gboolean
dwd_merge_is_table (const DwdJsonSpan *value)
{
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (value->type != DWD_JSON_ARRAY)
    return FALSE;

  dwd_json_iter_init (&iter, value);
  while (dwd_json_iter_next_item (&iter, &item))
    if (item.type != DWD_JSON_OBJECT)
      return FALSE;

  return TRUE;
}

/* Whether two values of a field are the same: of a table the rows' metadata does not count, and their
 * order only where no rule unites or sorts them. */
gboolean
dwd_merge_sides_equal (DwdMerge           *self,
                       const DwdChildRule *child,
                       const DwdJsonSpan  *a,
                       const DwdJsonSpan  *b)
{
  if (a->type != DWD_JSON_ARRAY || b->type != DWD_JSON_ARRAY)
    return dwd_merge_values_equal (a, b);
  if (dwd_slice_equal (a->raw, b->raw))
    return TRUE;
  if (!dwd_merge_is_table (a) || !dwd_merge_is_table (b))
    return arrays_equal (a, b, FALSE);
  if (child != NULL)
    return dwd_merge_lists_match (self->seed, a, b);

  return arrays_equal (a, b, TRUE);
}
