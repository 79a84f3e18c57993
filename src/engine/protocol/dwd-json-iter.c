/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-json-scan.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * Walking over text that the scanner has accepted. Nothing is checked again; all that is needed is
 * where things end. The bounds are kept all the same, so that a caller's mistake reads no foreign
 * memory.
 */

static inline const char *
skip_space (const char *p,
            const char *end)
{
  if (p < end && (guchar) p[0] > ' ')
    return p;
  while (p < end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
    p++;

  return p;
}

/* @p is behind the opening quote; the answer is behind the closing one. */
static inline const char *
skip_string (const char *p,
             const char *end,
             gboolean   *escaped)
{
  *escaped = FALSE;
  for (;;)
    {
#ifdef __SSE2__
      while (end - p >= 16)
        {
          __m128i v = _mm_loadu_si128 ((const __m128i *)(const void *)p);
          guint mask = (guint)_mm_movemask_epi8 (
            _mm_or_si128 (_mm_cmpeq_epi8 (v, _mm_set1_epi8 ('"')),
                          _mm_cmpeq_epi8 (v, _mm_set1_epi8 ('\\'))));

          if (mask != 0)
            {
              p += __builtin_ctz (mask);
              break;
            }
          p += 16;
        }
#endif
      while (p < end && *p != '"' && *p != '\\')
        p++;
      if (p == end)
        return end;
      if (*p == '"')
        return p + 1;

      *escaped = TRUE;
      p += MIN (2, end - p);
    }
}

/* Any byte that opens, closes or could hide a bracket. */
static inline const char *
find_structure (const char *p,
                const char *end)
{
#ifdef __SSE2__
  /* With bit 5 set '[' reads as '{' and ']' as '}'. */
  const __m128i bit = _mm_set1_epi8 (0x20);

  while (end - p >= 16)
    {
      __m128i v = _mm_loadu_si128 ((const __m128i *)(const void *)p);
      __m128i folded = _mm_or_si128 (v, bit);
      __m128i found = _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (folded, _mm_set1_epi8 ('{')),
                                                  _mm_cmpeq_epi8 (folded, _mm_set1_epi8 ('}'))),
                                    _mm_cmpeq_epi8 (v, _mm_set1_epi8 ('"')));
      guint mask = (guint)_mm_movemask_epi8 (found);

      if (mask != 0)
        return p + __builtin_ctz (mask);
      p += 16;
    }
#endif

  while (p < end && *p != '"' && *p != '{' && *p != '}' && *p != '[' && *p != ']')
    p++;

  return p;
}

static const char *
skip_container (const char *p,
                const char *end)
{
  int depth = 0;
  gboolean escaped;

  while ((p = find_structure (p, end)) < end)
    {
      char c = *p++;

      if (c == '"')
        p = skip_string (p, end, &escaped);
      else if (c == '{' || c == '[')
        depth++;
      else if (--depth == 0)
        return p;
    }

  return end;
}

static inline const char *
skip_value (const char  *p,
            const char  *end,
            DwdJsonSpan *out)
{
  const char *start = p;

  out->escaped = FALSE;
  switch (*p)
    {
    case '"':
      out->type = DWD_JSON_STRING;
      p = skip_string (p + 1, end, &out->escaped);
      break;

    case '{':
    case '[':
      out->type = *p == '{' ? DWD_JSON_OBJECT : DWD_JSON_ARRAY;
      p = skip_container (p, end);
      break;

    case 't':
    case 'n':
      out->type = *p == 't' ? DWD_JSON_TRUE : DWD_JSON_NULL;
      p += MIN (4, end - p);
      break;

    case 'f':
      out->type = DWD_JSON_FALSE;
      p += MIN (5, end - p);
      break;

    default:
      out->type = DWD_JSON_NUMBER;
      /* A number ends at a blank, a comma or a bracket, and holds none of them. */
      while (p < end && *p != ',' && *p != '}' && *p != ']' && (guchar) p[0] > ' ')
        p++;
      break;
    }

  out->raw.text = start;
  out->raw.length = p - start;

  return p;
}

/**
 * dwd_json_iter_init:
 * @iter: (out): an iterator
 * @container: an object or array that the scanner has accepted
 *
 * Returns: whether @container is one; else the iterator yields nothing.
 */
gboolean
dwd_json_iter_init (DwdJsonIter       *iter,
                    const DwdJsonSpan *container)
{
  iter->cursor = NULL;
  iter->end = NULL;
  if (container->type != DWD_JSON_OBJECT && container->type != DWD_JSON_ARRAY)
    return FALSE;

  iter->cursor = container->raw.text + 1;
  iter->end = container->raw.text + container->raw.length;

  return TRUE;
}

/* To the next key or item, over the comma of the last one. */
static inline const char *
next_start (DwdJsonIter *iter)
{
  const char *p;

  if (iter->cursor == NULL)
    return NULL;

  p = skip_space (iter->cursor, iter->end);
  if (p < iter->end && *p == ',')
    p = skip_space (p + 1, iter->end);
  if (p >= iter->end || *p == '}' || *p == ']')
    return NULL;

  return p;
}

static inline gboolean
next_member (DwdJsonIter *iter,
             DwdJsonSpan *key,
             DwdJsonSpan *value)
{
  const char *p = next_start (iter);
  const char *end = iter->end;

  if (p == NULL || *p != '"')
    return FALSE;

  key->type = DWD_JSON_STRING;
  key->raw.text = p;
  p = skip_string (p + 1, end, &key->escaped);
  key->raw.length = p - key->raw.text;

  p = skip_space (p, end);
  if (p == end || *p != ':')
    return FALSE;
  p = skip_space (p + 1, end);
  if (p == end)
    return FALSE;

  iter->cursor = skip_value (p, end, value);
  return TRUE;
}

/**
 * dwd_json_iter_next_member:
 * @iter: an iterator over an object
 * @key: (out): the key, a string with its quotes
 * @value: (out): its value
 *
 * Returns: whether there was one more.
 */
gboolean
dwd_json_iter_next_member (DwdJsonIter *iter,
                           DwdJsonSpan *key,
                           DwdJsonSpan *value)
{
  return next_member (iter, key, value);
}

/**
 * dwd_json_iter_next_item:
 * @iter: an iterator over an array
 * @value: (out): the item
 *
 * Returns: whether there was one more.
 */
gboolean
dwd_json_iter_next_item (DwdJsonIter *iter,
                         DwdJsonSpan *value)
{
  const char *p = next_start (iter);

  if (p == NULL)
    return FALSE;

  iter->cursor = skip_value (p, iter->end, value);
  return TRUE;
}

/* The one key of @keys that @key spells, or n_keys. */
static gsize
find_key (const DwdJsonSpan *key,
          const DwdJsonKey  *keys,
          gsize              n_keys)
{
  const char *text = key->raw.text + 1;
  gsize length = key->raw.length - 2;

  if (G_UNLIKELY (key->escaped))
    {
      for (gsize i = 0; i < n_keys; i++)
        if (dwd_json_span_equal_text (key, keys[i].key))
          return i;
      return n_keys;
    }

  for (gsize i = 0; i < n_keys; i++)
    if (keys[i].length == length && memcmp (keys[i].key, text, length) == 0)
      return i;

  return n_keys;
}

/**
 * dwd_json_span_find:
 * @object: a value that the scanner has accepted
 * @keys: (array length=n_keys): the keys wanted, each once
 * @n_keys: how many
 * @values: (out) (array length=n_keys): the values in the order of @keys; of a repeated key the last
 *   one; %DWD_JSON_ABSENT where there is none or @object is no object
 */
void
dwd_json_span_find (const DwdJsonSpan *object,
                    const DwdJsonKey  *keys,
                    gsize              n_keys,
                    DwdJsonSpan       *values)
{
  DwdJsonIter iter;
  DwdJsonSpan key, value;
  guint64 lengths = 0;

  for (gsize i = 0; i < n_keys; i++)
    {
      values[i].type = DWD_JSON_ABSENT;
      values[i].raw.text = NULL;
      values[i].raw.length = 0;
      values[i].escaped = FALSE;
      lengths |= G_GUINT64_CONSTANT (1) << (keys[i].length & 63);
    }

  if (object->type != DWD_JSON_OBJECT || !dwd_json_iter_init (&iter, object))
    return;

  while (next_member (&iter, &key, &value))
    {
      gsize i;

      /* Most keys of a document are as long as none of those wanted. */
      if (!key.escaped && !(lengths >> ((key.raw.length - 2) & 63) & 1))
        continue;
      i = find_key (&key, keys, n_keys);
      if (i < n_keys)
        values[i] = value;
    }
}

/**
 * dwd_json_span_get_member:
 * @object: a value that the scanner has accepted
 * @name: a key
 *
 * Where one member is wanted; for more, dwd_json_span_find() goes over the object once.
 *
 * Returns: the member, %DWD_JSON_ABSENT where there is none or @object is no object
 */
DwdJsonSpan
dwd_json_span_get_member (const DwdJsonSpan *object,
                          const char        *name)
{
  DwdJsonKey key = { name, strlen (name) };
  DwdJsonSpan value;

  dwd_json_span_find (object, &key, 1, &value);

  return value;
}
