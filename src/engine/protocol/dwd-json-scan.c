/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-json-scan-private.h"

#include "base/dwd-failure.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * The check of RFC 8259. Nearly all of a document is the inside of strings, so that is where the
 * speed lies: sixteen bytes are tested at once for anything that needs a look, eight where there is
 * no SSE2. What does need a look is handled byte by byte.
 */

#define ONES G_GUINT64_CONSTANT (0x0101010101010101)
#define HIGHS G_GUINT64_CONSTANT (0x8080808080808080)

void
dwd_json_scan_init (DwdJsonScan *scan,
                    const char  *text,
                    gsize        length)
{
  scan->start = text;
  scan->end = text + length;
  scan->where = text;
  scan->why = NULL;
}

/* Always NULL, so that a step can return it. */
const char *
dwd_json_scan_fault (DwdJsonScan *scan,
                     const char  *where,
                     const char  *why)
{
  scan->where = where;
  scan->why = why;

  return NULL;
}

void
dwd_json_scan_set_error (DwdJsonScan *scan,
                         GError     **error)
{
  dwd_error_set (error, DWD_FAILURE_PROTOCOL, "Not JSON: %s at byte %" G_GSIZE_FORMAT,
                 scan->why != NULL ? scan->why : "fault", (gsize)(scan->where - scan->start));
}

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline gboolean
is_digit (char c)
{
  return (guchar)(c - '0') < 10;
}

static inline const char *
skip_space (const char *p,
            const char *end)
{
  /* Nearly always there is none, or one blank. */
  if (p < end && (guchar) p[0] > ' ')
    return p;
  while (p < end && is_space (*p))
    p++;

  return p;
}

static inline gboolean
is_tail (guchar c)
{
  return (c & 0xc0) == 0x80;
}

/*
 * The length of the one well-formed UTF-8 sequence at @at, 0 where there is none: overlong forms,
 * surrogates and what lies beyond U+10FFFF are none (Unicode's table 3-7).
 */
gsize
dwd_json_utf8_length (const char *at,
                      const char *end)
{
  const guchar *p = (const guchar *)at;
  gsize left = end - at;

  if (left == 0)
    return 0;
  if (p[0] < 0x80)
    return 1;
  if (p[0] < 0xc2 || left < 2)
    return 0;
  if (p[0] < 0xe0)
    return is_tail (p[1]) ? 2 : 0;
  if (p[0] < 0xf0)
    {
      if (left < 3 || !is_tail (p[1]) || !is_tail (p[2]))
        return 0;
      if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f))
        return 0;
      return 3;
    }
  if (p[0] > 0xf4 || left < 4 || !is_tail (p[1]) || !is_tail (p[2]) || !is_tail (p[3]))
    return 0;
  if ((p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
    return 0;

  return 4;
}

#ifdef __SSE2__
/* A bit for each of sixteen bytes that is a quote, a backslash, a control or not ASCII. */
static inline guint
special_mask (const char *p)
{
  __m128i v = _mm_loadu_si128 ((const __m128i *) (const void *) p);
  /* Compared with sign, so that bytes above 0x7f are below a blank too. */
  __m128i special = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, _mm_set1_epi8 ('"')),
                                                _mm_cmpeq_epi8 (v, _mm_set1_epi8 ('\\'))),
                                  _mm_cmplt_epi8 (v, _mm_set1_epi8 (0x20)));

  return (guint) _mm_movemask_epi8 (special);
}
#endif

/* The next byte of a string that needs a look. */
static inline const char *
find_special (const char *p,
              const char *end)
{
#ifdef __SSE2__
  while (end - p >= 16)
    {
      guint mask = special_mask (p);

      if (mask != 0)
        return p + __builtin_ctz (mask);
      p += 16;
    }
#else
  while (end - p >= 8)
    {
      guint64 v, quote, backslash;

      memcpy (&v, p, 8);
      quote = v ^ (ONES * '"');
      backslash = v ^ (ONES * '\\');
      /* A borrow can flag a byte too many, never one too few: the loop below decides. */
      if ((((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (v - ONES * 0x20) | v) &
          HIGHS)
        break;
      p += 8;
    }
#endif

  while (p < end && *p != '"' && *p != '\\' && (guchar) p[0] >= 0x20 && (guchar) p[0] < 0x80)
    p++;

  return p;
}

static gboolean
read_hex4 (const char *p,
           const char *end,
           guint      *out)
{
  guint value = 0;

  if (end - p < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      value = value << 4 | (guint)digit;
    }

  *out = value;
  return TRUE;
}

/* @p is behind "\u". Half a surrogate pair is no text. */
static const char *
scan_unicode_escape (DwdJsonScan *scan,
                     const char  *p)
{
  guint unit, low;

  if (!read_hex4 (p, scan->end, &unit))
    return dwd_json_scan_fault (scan, p, "bad \\u escape");
  p += 4;
  if (unit < 0xd800 || unit > 0xdfff)
    return p;

  if (unit > 0xdbff || scan->end - p < 6 || p[0] != '\\' || p[1] != 'u' ||
      !read_hex4 (p + 2, scan->end, &low) || low < 0xdc00 || low > 0xdfff)
    return dwd_json_scan_fault (scan, p, "lone surrogate");

  return p + 6;
}

static const char *
scan_escape (DwdJsonScan *scan,
             const char  *p)
{
  if (scan->end - p < 2)
    return dwd_json_scan_fault (scan, p, "unfinished string");

  switch (p[1])
    {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 2;

    case 'u':
      return scan_unicode_escape (scan, p + 2);

    default:
      return dwd_json_scan_fault (scan, p, "bad escape");
    }
}

/* @p is behind the opening quote; the answer is behind the closing one. */
static const char *
scan_string (DwdJsonScan *scan,
             const char  *p,
             gboolean    *escaped)
{
  const char *end = scan->end;

  *escaped = FALSE;
  for (;;)
    {
      p = find_special (p, end);
      if (p == end)
        return dwd_json_scan_fault (scan, p, "unfinished string");
      if (*p == '"')
        return p + 1;

      if (*p == '\\')
        {
          *escaped = TRUE;
          p = scan_escape (scan, p);
          if (p == NULL)
            return NULL;
        }
      else if ((guchar) p[0] < 0x20)
        {
          return dwd_json_scan_fault (scan, p, "control character");
        }
      else
        {
          /* Text in another script comes in runs. */
          do
            {
              gsize length;

              /* Cyrillic is all pairs. */
              if (end - p >= 2 && (guchar) p[0] >= 0xc2 && (guchar) p[0] < 0xe0 && is_tail (p[1]))
                {
                  p += 2;
                  continue;
                }

              length = dwd_json_utf8_length (p, end);
              if (length == 0)
                return dwd_json_scan_fault (scan, p, "bad UTF-8");
              p += length;
            }while (p < end && (guchar) p[0] >= 0x80);
        }
    }
}

/* Most keys and many values are shorter than sixteen bytes and plain: for them one look is all. */
static inline const char *
scan_short_string (DwdJsonScan *scan,
                   const char  *p,
                   gboolean    *escaped)
{
#ifdef __SSE2__
  if (scan->end - p >= 16)
    {
      guint mask = special_mask (p);

      if (mask != 0 && p[__builtin_ctz (mask)] == '"')
        {
          *escaped = FALSE;
          return p + __builtin_ctz (mask) + 1;
        }
    }
#endif

  return scan_string (scan, p, escaped);
}

static const char *
scan_digits (DwdJsonScan *scan,
             const char  *p)
{
  if (p == scan->end || !is_digit (*p))
    return dwd_json_scan_fault (scan, p, "bad number");
  while (p < scan->end && is_digit (*p))
    p++;

  return p;
}

static const char *
scan_number (DwdJsonScan *scan,
             const char  *p)
{
  const char *end = scan->end;

  if (*p == '-')
    p++;
  if (p < end && *p == '0')
    p++;
  else if ((p = scan_digits (scan, p)) == NULL)
    return NULL;

  if (p < end && *p == '.' && (p = scan_digits (scan, p + 1)) == NULL)
    return NULL;
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '+' || *p == '-'))
        p++;
      p = scan_digits (scan, p);
    }

  return p;
}

static const char *
scan_literal (DwdJsonScan *scan,
              const char  *p,
              const char  *word,
              gsize        length)
{
  if ((gsize)(scan->end - p) < length || memcmp (p, word, length) != 0)
    return dwd_json_scan_fault (scan, p, "unknown word");

  return p + length;
}

static const char *scan_container (DwdJsonScan *scan,
                                   const char  *p,
                                   guint        depth);

/* @p is at the first byte of the value. */
static inline const char *
scan_any (DwdJsonScan *scan,
          const char  *p,
          guint        depth)
{
  gboolean escaped;

  if (p == scan->end)
    return dwd_json_scan_fault (scan, p, "value missing");

  switch (*p)
    {
    case '"':
      return scan_short_string (scan, p + 1, &escaped);

    case '{':
    case '[':
      return scan_container (scan, p, depth);

    case 't':
      return scan_literal (scan, p, "true", 4);

    case 'f':
      return scan_literal (scan, p, "false", 5);

    case 'n':
      return scan_literal (scan, p, "null", 4);

    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return scan_number (scan, p);

    default:
      return dwd_json_scan_fault (scan, p, "no value");
    }
}

/* A key, its colon, and the blanks up to the value. */
static inline const char *
scan_key (DwdJsonScan *scan,
          const char  *p,
          gboolean    *escaped)
{
  const char *end = scan->end;

  if (p == end || *p != '"')
    return dwd_json_scan_fault (scan, p, "key missing");
  p = scan_short_string (scan, p + 1, escaped);
  if (p == NULL)
    return NULL;

  p = skip_space (p, end);
  if (p == end || *p != ':')
    return dwd_json_scan_fault (scan, p, "colon missing");

  return skip_space (p + 1, end);
}

/* Behind a value: the comma and the blanks up to what follows, or the closing bracket. */
static inline const char *
scan_separator (DwdJsonScan *scan,
                const char  *p,
                char         closing,
                gboolean    *closed)
{
  p = skip_space (p, scan->end);
  if (p == scan->end || (*p != ',' && *p != closing))
    return dwd_json_scan_fault (scan, p, "comma missing");

  *closed = *p == closing;
  return *closed ? p + 1 : skip_space (p + 1, scan->end);
}

static const char *
scan_container (DwdJsonScan *scan,
                const char  *p,
                guint        depth)
{
  gboolean is_object = *p == '{';
  char closing = is_object ? '}' : ']';
  gboolean closed = FALSE;
  gboolean escaped;

  if (depth >= DWD_JSON_MAX_DEPTH)
    return dwd_json_scan_fault (scan, p, "too deep");

  p = skip_space (p + 1, scan->end);
  if (p < scan->end && *p == closing)
    return p + 1;

  while (!closed)
    {
      if (is_object && (p = scan_key (scan, p, &escaped)) == NULL)
        return NULL;
      p = scan_any (scan, p, depth + 1);
      if (p == NULL)
        return NULL;
      p = scan_separator (scan, p, closing, &closed);
      if (p == NULL)
        return NULL;
    }

  return p;
}

const char *
dwd_json_scan_space (DwdJsonScan *scan,
                     const char  *at)
{
  return skip_space (at, scan->end);
}

const char *
dwd_json_scan_key (DwdJsonScan *scan,
                   const char  *at,
                   DwdJsonSpan *key)
{
  const char *after_string;
  gboolean escaped;
  const char *p = scan_key (scan, at, &escaped);

  if (p == NULL)
    return NULL;

  /* Back over the colon and the blanks around it. */
  after_string = p;
  while (after_string[-1] != '"')
    after_string--;

  key->type = DWD_JSON_STRING;
  key->raw.text = at;
  key->raw.length = after_string - at;
  key->escaped = escaped;

  return p;
}

const char *
dwd_json_scan_separator (DwdJsonScan *scan,
                         const char  *at,
                         char         closing,
                         gboolean    *closed)
{
  return scan_separator (scan, at, closing, closed);
}

static inline DwdJsonType
type_of_first (char c)
{
  switch (c)
    {
    case '"':
      return DWD_JSON_STRING;

    case '{':
      return DWD_JSON_OBJECT;

    case '[':
      return DWD_JSON_ARRAY;

    case 't':
      return DWD_JSON_TRUE;

    case 'f':
      return DWD_JSON_FALSE;

    case 'n':
      return DWD_JSON_NULL;

    default:
      return DWD_JSON_NUMBER;
    }
}

/* @depth is that of the containers already open around the value. */
const char *
dwd_json_scan_span (DwdJsonScan *scan,
                    const char  *at,
                    guint        depth,
                    DwdJsonSpan *out)
{
  gboolean escaped = FALSE;
  const char *p;

  if (at < scan->end && *at == '"')
    p = scan_short_string (scan, at + 1, &escaped);
  else
    p = scan_any (scan, at, depth);
  if (p == NULL)
    return NULL;

  out->type = type_of_first (*at);
  out->raw.text = at;
  out->raw.length = p - at;
  out->escaped = escaped;

  return p;
}

/**
 * dwd_json_scan_value:
 * @text: a text; need not be NUL-terminated
 * @length: of it in bytes
 * @out: (out): the value, borrowing from @text, without the blanks around it
 * @error: return location
 *
 * Checks that the whole text is one JSON value.
 *
 * Returns: whether it is; else %DWD_FAILURE_PROTOCOL, with the place in the message.
 */
gboolean
dwd_json_scan_value (const char  *text,
                     gsize        length,
                     DwdJsonSpan *out,
                     GError     **error)
{
  DwdJsonScan scan;
  DwdJsonSpan span;
  const char *p;

  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  dwd_json_scan_init (&scan, text != NULL ? text : "", length);
  p = dwd_json_scan_span (&scan, skip_space (scan.start, scan.end), 0, &span);
  if (p != NULL && (p = skip_space (p, scan.end)) != scan.end)
    p = dwd_json_scan_fault (&scan, p, "something behind the value");
  if (p == NULL)
    {
      dwd_json_scan_set_error (&scan, error);
      return FALSE;
    }

  *out = span;
  return TRUE;
}
