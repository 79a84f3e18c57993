/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-json-scan-private.h"

#include <math.h>
#include <string.h>

/* Longer numbers than this are no number anybody meant. */
#define LONGEST_NUMBER 64

#define REPLACEMENT_CHARACTER 0xfffd

static gunichar
read_unit (const char *p)
{
  gunichar unit = 0;

  for (int i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar)g_ascii_xdigit_value (p[i]);

  return unit;
}

/* @p is at the backslash; the answer is behind the escape. */
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
  /* The text ends at a NUL; what stood behind it would be lost without a trace. */
  g_string_append_unichar (out, unit != 0 ? unit : REPLACEMENT_CHARACTER);

  return p;
}

/**
 * dwd_json_span_dup_string:
 * @span: a value that the scanner has accepted
 *
 * Returns: (transfer full) (nullable): the text of a string, with U+FFFD for each U+0000; %NULL for
 *   any other type.
 */
char *
dwd_json_span_dup_string (const DwdJsonSpan *span)
{
  const char *p, *end;
  GString *out;

  if (span->type != DWD_JSON_STRING)
    return NULL;
  if (!span->escaped)
    return g_strndup (span->raw.text + 1, span->raw.length - 2);

  p = span->raw.text + 1;
  end = span->raw.text + span->raw.length - 1;
  out = g_string_sized_new (span->raw.length);
  while (p < end)
    {
      const char *escape = memchr (p, '\\', end - p);

      if (escape == NULL)
        escape = end;
      g_string_append_len (out, p, escape - p);
      p = escape < end ? append_escape (out, escape) : end;
    }

  return g_string_free (out, FALSE);
}

/**
 * dwd_json_span_equal_text:
 * @span: a value that the scanner has accepted
 * @text: a text
 *
 * Returns: whether @span is a string that says @text.
 */
gboolean
dwd_json_span_equal_text (const DwdJsonSpan *span,
                          const char        *text)
{
  g_autofree char *unescaped = NULL;
  gsize length;

  if (span->type != DWD_JSON_STRING)
    return FALSE;
  if (span->escaped)
    {
      unescaped = dwd_json_span_dup_string (span);
      return strcmp (unescaped, text) == 0;
    }

  length = strlen (text);
  return length == span->raw.length - 2 && memcmp (span->raw.text + 1, text, length) == 0;
}

/* The digits of a number, or of a string that holds a number and nothing else. */
static gboolean
copy_number (const DwdJsonSpan *span,
             char               out[LONGEST_NUMBER + 1])
{
  const char *text = span->raw.text;
  gsize length = span->raw.length;

  if (span->type == DWD_JSON_STRING && !span->escaped)
    {
      text++;
      length -= 2;
    }
  else if (span->type != DWD_JSON_NUMBER)
    {
      return FALSE;
    }
  if (length == 0 || length > LONGEST_NUMBER)
    return FALSE;

  memcpy (out, text, length);
  out[length] = '\0';

  /* Of what strtod understands, "inf", "nan", hexadecimal and blanks are none of ours. */
  return strspn (out, "+-.0123456789eE") == length && strpbrk (out, "0123456789") != NULL;
}

/* Of a double's 53 bits nothing is lost when a whole number below 2^53 is divided by a power of ten
 * that is exact itself; that one division then rounds as strtod does, at a tenth of its cost. */
#define EXACT_LIMIT G_GUINT64_CONSTANT (9007199254740992)

static gboolean
read_short_decimal (const char *p,
                    gsize       length,
                    double     *out)
{
  static const double powers[] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  };
  const char *end = p + length;
  gboolean negative = p < end && *p == '-';
  const char *point = NULL;
  guint64 digits = 0;

  if (length > 17)
    return FALSE;
  if (negative)
    p++;
  if (p == end || !g_ascii_isdigit (*p) || !g_ascii_isdigit (end[-1]))
    return FALSE;

  for (; p < end; p++)
    {
      if (*p == '.' && point == NULL)
        point = p;
      else if (g_ascii_isdigit (*p))
        digits = digits * 10 + (guint64)(*p - '0');
      else
        return FALSE;
    }
  if (digits >= EXACT_LIMIT)
    return FALSE;

  *out = (double)digits / powers[point != NULL ? end - point - 1 : 0];
  if (negative)
    *out = -*out;

  return TRUE;
}

/**
 * dwd_json_span_get_double:
 * @span: a value that the scanner has accepted
 * @out: (out): its number
 *
 * Returns: whether it is a number, true or false, or a string that holds a number; one beyond a
 *   double's range is none.
 */
gboolean
dwd_json_span_get_double (const DwdJsonSpan *span,
                          double            *out)
{
  char digits[LONGEST_NUMBER + 1];
  char *rest;
  double value;

  if (span->type == DWD_JSON_TRUE || span->type == DWD_JSON_FALSE)
    {
      *out = span->type == DWD_JSON_TRUE ? 1 : 0;
      return TRUE;
    }
  if (span->type == DWD_JSON_NUMBER &&
      read_short_decimal (span->raw.text, span->raw.length, out))
    return TRUE;
  if (!copy_number (span, digits))
    return FALSE;

  value = g_ascii_strtod (digits, &rest);
  if (*rest != '\0' || !isfinite (value))
    return FALSE;

  *out = value;
  return TRUE;
}

/**
 * dwd_json_span_get_int:
 * @span: a value that the scanner has accepted
 * @out: (out): its number
 *
 * Returns: whether it is a whole number within 64 bits ("2.0" and "12" in quotes are), true or false.
 */
gboolean
dwd_json_span_get_int (const DwdJsonSpan *span,
                       gint64            *out)
{
  char digits[LONGEST_NUMBER + 1];
  double value;

  if (copy_number (span, digits) && strpbrk (digits, ".eE") == NULL)
    return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, out, NULL);

  if (!dwd_json_span_get_double (span, &value) || value != floor (value) ||
      fabs (value) >= 9007199254740992.0)
    return FALSE;

  *out = (gint64)value;
  return TRUE;
}

/**
 * dwd_json_span_get_boolean:
 * @span: a value that the scanner has accepted
 * @out: (out): what it says
 *
 * Returns: whether it is true, false, or a number, quoted or not; 0 is false.
 */
gboolean
dwd_json_span_get_boolean (const DwdJsonSpan *span,
                           gboolean          *out)
{
  double value;

  if (!dwd_json_span_get_double (span, &value))
    return FALSE;

  *out = value != 0;
  return TRUE;
}

static void
append_special (GString *out,
                char     c)
{
  switch (c)
    {
    case '"':
      g_string_append (out, "\\\"");
      break;

    case '\\':
      g_string_append (out, "\\\\");
      break;

    case '\n':
      g_string_append (out, "\\n");
      break;

    case '\r':
      g_string_append (out, "\\r");
      break;

    case '\t':
      g_string_append (out, "\\t");
      break;

    default:
      g_string_append_printf (out, "\\u%04x", (guint)(guchar)c);
      break;
    }
}

/**
 * dwd_json_append_string:
 * @out: a text
 * @text: (nullable): what to say; %NULL writes null
 * @length: of it in bytes, or -1
 *
 * Appends a JSON string. What is not UTF-8 in @text becomes U+FFFD, so that the whole stays JSON.
 */
void
dwd_json_append_string (GString    *out,
                        const char *text,
                        gssize      length)
{
  const char *p = text;
  const char *end, *plain;

  if (text == NULL)
    {
      g_string_append (out, "null");
      return;
    }

  end = text + (length < 0 ? strlen (text) : (gsize)length);
  plain = text;
  g_string_append_c (out, '"');
  while (p < end)
    {
      gboolean special = (guchar) p[0] < 0x20 || *p == '"' || *p == '\\';
      gsize n = special ? 0 : dwd_json_utf8_length (p, end);

      if (n > 0)
        {
          p += n;
          continue;
        }

      g_string_append_len (out, plain, p - plain);
      if (special)
        append_special (out, *p);
      else
        g_string_append_unichar (out, REPLACEMENT_CHARACTER);
      plain = ++p;
    }
  g_string_append_len (out, plain, p - plain);
  g_string_append_c (out, '"');
}
