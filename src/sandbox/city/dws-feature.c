/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-feature.h"

#include <string.h>

#include "dws-lines.h"


typedef struct
{
  char *cursor;
  const char *problem;   /* what is wrong, once something is */
} Reader;

static gboolean
fail (Reader     *reader,
      const char *problem)
{
  if (reader->problem == NULL)
    reader->problem = problem;

  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (*reader->cursor == ' ' || *reader->cursor == '\t' || *reader->cursor == '\r')
    reader->cursor++;
}

static gboolean
accept (Reader *reader,
        char    character)
{
  skip_space (reader);

  if (*reader->cursor != character)
    return FALSE;

  reader->cursor++;

  return TRUE;
}

static gboolean
expect (Reader     *reader,
        char        character,
        const char *problem)
{
  return accept (reader, character) || fail (reader, problem);
}

static int
read_hex (const char *digits)
{
  int code = 0;

  for (int i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (digits[i]))
        return -1;

      code = code * 16 + g_ascii_xdigit_value (digits[i]);
    }

  return code;
}

/* Undoes one escape; @in stands on the character behind the backslash. */
static gboolean
read_escape (char **in,
             char **out)
{
  static const char *const from = "\"\\/bfnrt";
  static const char *const to = "\"\\/\b\f\n\r\t";
  const char *known = **in != '\0' ? strchr (from, **in) : NULL;
  int code;

  if (known != NULL)
    {
      *(*out)++ = to[known - from];
      (*in)++;
      return TRUE;
    }

  if (**in != 'u')
    return FALSE;

  code = read_hex (*in + 1);

  /* The files are UTF-8; an escaped surrogate pair or NUL has no business in them. */
  if (code <= 0 || (code >= 0xd800 && code < 0xe000))
    return FALSE;

  *out += g_unichar_to_utf8 ((gunichar) code, *out);
  *in += 5;

  return TRUE;
}

/* Reads a string, unescaping it in place: what is written is never longer than what was read. */
static gboolean
read_string (Reader      *reader,
             const char **text)
{
  char *in;
  char *out;

  if (!expect (reader, '"', "expected a string"))
    return FALSE;

  in = out = reader->cursor;

  while (*in != '"')
    {
      if ((guchar) * in < 0x20)
        return fail (reader, "a string does not end");

      if (*in != '\\')
        {
          *out++ = *in++;
          continue;
        }

      in++;

      if (!read_escape (&in, &out))
        return fail (reader, "a bad escape in a string");
    }

  *text = reader->cursor;
  reader->cursor = in + 1;
  *out = '\0';

  return TRUE;
}

static gboolean
read_number (Reader *reader,
             double *number)
{
  const char *cursor;

  skip_space (reader);
  cursor = reader->cursor;

  if (!dws_scan_decimal (&cursor, number))
    return fail (reader, "expected a plain number");

  reader->cursor += cursor - reader->cursor;

  return TRUE;
}

static gboolean
read_word (Reader     *reader,
           const char *word)
{
  gsize length = strlen (word);

  if (strncmp (reader->cursor, word, length) != 0)
    return FALSE;

  reader->cursor += length;

  return TRUE;
}

static gboolean
read_scalar (Reader      *reader,
             DwsProperty *property)
{
  skip_space (reader);
  property->text = "";
  property->number = 0;

  if (*reader->cursor == '"')
    return read_string (reader, &property->text);

  if (read_word (reader, "true"))
    {
      property->number = 1;
      return TRUE;
    }

  if (read_word (reader, "false") || read_word (reader, "null"))
    return TRUE;

  return read_number (reader, &property->number);
}

static gboolean
read_properties (Reader     *reader,
                 DwsFeature *feature)
{
  if (!expect (reader, '{', "properties are no object"))
    return FALSE;

  if (accept (reader, '}'))
    return TRUE;

  do
    {
      DwsProperty *property;

      if (feature->n_properties == DWS_FEATURE_MAX_PROPERTIES)
        return fail (reader, "too many properties");

      property = &feature->properties[feature->n_properties];

      if (!read_string (reader, &property->key) ||
          !expect (reader, ':', "expected a colon") ||
          !read_scalar (reader, property))
        return FALSE;

      feature->n_properties++;
    }while (accept (reader, ','));

  return expect (reader, '}', "properties do not end");
}

static gboolean
read_position (Reader     *reader,
               DwsFeature *feature)
{
  DwdPoint point;

  if (!read_number (reader, &point.longitude) ||
      !expect (reader, ',', "a position needs two numbers") ||
      !read_number (reader, &point.latitude) ||
      !expect (reader, ']', "a position has two numbers"))
    return FALSE;

  if (!dwd_point_is_valid (&point))
    return fail (reader, "a position is not on the map");

  g_array_append_val (feature->points, point);

  return TRUE;
}

/* Reads positions up to the bracket that ends them. */
static gboolean
read_ring (Reader     *reader,
           DwsFeature *feature)
{
  guint start = feature->points->len;

  do
    {
      if (!expect (reader, '[', "expected a position") || !read_position (reader, feature))
        return FALSE;
    }while (accept (reader, ','));

  if (feature->points->len - start < 2)
    return fail (reader, "a line needs two positions");

  g_array_append_val (feature->ring_ends, feature->points->len);

  return expect (reader, ']', "coordinates do not end");
}

static gboolean
read_coordinates (Reader     *reader,
                  DwsFeature *feature)
{
  char *inner;

  if (!expect (reader, '[', "coordinates are no array"))
    return FALSE;

  skip_space (reader);
  inner = reader->cursor;

  if (!expect (reader, '[', "expected a position or a ring"))
    return FALSE;

  feature->is_polygon = accept (reader, '[');

  if (!feature->is_polygon)
    {
      reader->cursor = inner;
      return read_ring (reader, feature);
    }

  reader->cursor = inner;

  do
    {
      if (!expect (reader, '[', "expected a ring") || !read_ring (reader, feature))
        return FALSE;
    }while (accept (reader, ','));

  return expect (reader, ']', "coordinates do not end");
}

static gboolean
read_geometry (Reader     *reader,
               DwsFeature *feature)
{
  const char *type = "";

  if (!expect (reader, '{', "geometry is no object"))
    return FALSE;

  do
    {
      const char *key = NULL;

      if (!read_string (reader, &key) || !expect (reader, ':', "expected a colon"))
        return FALSE;

      if (strcmp (key, "type") == 0 ? !read_string (reader, &type)
          : strcmp (key, "coordinates") == 0 ? !read_coordinates (reader, feature)
          : !fail (reader, "geometry has an unknown member"))
        return FALSE;
    }while (accept (reader, ','));

  if (feature->points->len == 0 ||
      strcmp (type, feature->is_polygon ? "Polygon" : "LineString") != 0)
    return fail (reader, "geometry is neither line nor polygon");

  return expect (reader, '}', "geometry does not end");
}

static gboolean
read_members (Reader     *reader,
              DwsFeature *feature)
{
  if (!expect (reader, '{', "a feature is no object"))
    return FALSE;

  do
    {
      const char *key = NULL;
      const char *type = NULL;

      if (!read_string (reader, &key) || !expect (reader, ':', "expected a colon"))
        return FALSE;

      if (strcmp (key, "type") == 0 ? !read_string (reader, &type)
          : strcmp (key, "properties") == 0 ? !read_properties (reader, feature)
          : strcmp (key, "geometry") == 0 ? !read_geometry (reader, feature)
          : !fail (reader, "a feature has an unknown member"))
        return FALSE;
    }while (accept (reader, ','));

  return expect (reader, '}', "a feature does not end");
}

void
dws_feature_init (DwsFeature *feature)
{
  *feature = (DwsFeature) {
    .points = g_array_sized_new (FALSE, FALSE, sizeof (DwdPoint), 256),
    .ring_ends = g_array_sized_new (FALSE, FALSE, sizeof (guint), 8),
  };
}

/**
 * dws_feature_parse:
 * @feature: an initialised feature; what it held is forgotten
 * @line: the text of one Feature; it is changed, and must outlive the strings of @feature
 * @problem: (out) (transfer none): what is wrong with it, on failure
 *
 * Reads a GeoJSON Feature with a LineString or a Polygon and flat properties: what the city's files
 * hold, and nothing else. A general parser would build a tree for each of 45,000 lines.
 *
 * Returns: whether @line is such a Feature
 */
gboolean
dws_feature_parse (DwsFeature  *feature,
                   char        *line,
                   const char **problem)
{
  Reader reader = { .cursor = line };
  gboolean complete;

  feature->n_properties = 0;
  feature->is_polygon = FALSE;
  g_array_set_size (feature->points, 0);
  g_array_set_size (feature->ring_ends, 0);

  complete = read_members (&reader, feature);
  skip_space (&reader);

  if (complete && *reader.cursor != '\0')
    fail (&reader, "something follows the feature");
  else if (complete && feature->points->len == 0)
    fail (&reader, "a feature has no geometry");

  if (reader.problem != NULL)
    {
      *problem = reader.problem;
      return FALSE;
    }

  return TRUE;
}

static DwsProperty *
find_property (DwsFeature *feature,
               const char *key)
{
  for (guint i = 0; i < feature->n_properties; i++)
    if (strcmp (feature->properties[i].key, key) == 0)
      return &feature->properties[i];

  return NULL;
}

/**
 * dws_feature_text:
 *
 * Returns: (transfer none): the string property @key, "" if there is none
 */
const char *
dws_feature_text (DwsFeature *feature,
                  const char *key)
{
  DwsProperty *property = find_property (feature, key);

  return property != NULL ? property->text : "";
}

/**
 * dws_feature_number:
 *
 * Returns: the number of property @key, 1 or 0 where it is a boolean, @fallback if there is none
 */
double
dws_feature_number (DwsFeature *feature,
                    const char *key,
                    double      fallback)
{
  DwsProperty *property = find_property (feature, key);

  return property != NULL ? property->number : fallback;
}

void
dws_feature_clear (DwsFeature *feature)
{
  g_clear_pointer (&feature->points, g_array_unref);
  g_clear_pointer (&feature->ring_ends, g_array_unref);
}
