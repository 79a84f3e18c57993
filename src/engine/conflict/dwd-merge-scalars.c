/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include <math.h>

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

gboolean
dwd_merge_numbers_equal (const DwdJsonSpan *a,
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
gboolean
dwd_merge_strings_equal (const DwdJsonSpan *a,
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

guint64
dwd_merge_hash_number (guint64            seed,
                       const DwdJsonSpan *span)
{
  Number number = read_number (span);
  guint64 bits;

  if (number.whole)
    return dwd_hash_pair (seed + number.negative, number.magnitude);

  memcpy (&bits, &number.real, sizeof bits);
  return dwd_hash_pair (seed + 2, bits);
}

guint64
dwd_merge_hash_string (guint64            seed,
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
