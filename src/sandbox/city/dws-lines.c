/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-lines.h"

#include <string.h>

#include "base/dwd-failure.h"

/* The largest real file unpacks to 8 MB; anything beyond this is not ours. */
#define MAX_UNPACKED (128 * 1024 * 1024)

static char *
unpack (GInputStream *packed,
        gsize        *length,
        GError      **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (4 * 1024 * 1024);
  g_autofree guint8 *chunk = g_malloc (128 * 1024);

  for (;;)
    {
      gssize n = g_input_stream_read (packed, chunk, 128 * 1024, NULL, error);

      if (n < 0)
        return NULL;

      if (n == 0)
        break;

      if (bytes->len + (gsize) n > MAX_UNPACKED)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                               "it unpacks to too much");
          return NULL;
        }

      g_byte_array_append (bytes, chunk, (guint) n);
    }

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

static char *
read_packed (const char *path,
             gsize      *length,
             GError    **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) raw = NULL;
  g_autoptr (GZlibDecompressor) gunzip = NULL;
  g_autoptr (GInputStream) stream = NULL;

  raw = g_file_read (file, NULL, error);

  if (raw == NULL)
    return NULL;

  gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  stream = g_converter_input_stream_new (G_INPUT_STREAM (raw), G_CONVERTER (gunzip));

  return unpack (stream, length, error);
}

static guint
count_lines (const char *from,
             const char *to)
{
  guint n = 1;

  for (; from < to; from++)
    n += *from == '\n';

  return n;
}

/**
 * dws_lines_open:
 * @lines: a structure with no contents
 * @data_dir: the folder of the city's data
 * @file: a gzip file's name in it; must outlive @lines
 * @error: return location; %DWD_FAILURE_NOT_FOUND if there is no such file, %DWD_FAILURE_INVALID if
 *   it does not unpack to UTF-8
 *
 * Unpacks a file and stands before its first line.
 *
 * Returns: whether it could be opened; then clear @lines with dws_lines_clear()
 */
gboolean
dws_lines_open (DwsLines   *lines,
                const char *data_dir,
                const char *file,
                GError    **error)
{
  g_autofree char *path = g_build_filename (data_dir, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) reason = NULL;
  const char *valid_end = NULL;
  gsize length = 0;

  text = read_packed (path, &length, &reason);

  if (text == NULL)
    {
      gboolean missing = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      dwd_error_set (error, missing ? DWD_FAILURE_NOT_FOUND : DWD_FAILURE_INVALID,
                     "%s: %s", file, reason->message);
      return FALSE;
    }

  if (!g_utf8_validate (text, (gssize) length, &valid_end))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s:%u: not UTF-8",
                     file, count_lines (text, valid_end));
      return FALSE;
    }

  *lines = (DwsLines) { .text = text, .file = file, .cursor = text, .end = text + length };
  g_steal_pointer (&text);

  return TRUE;
}

/**
 * dws_lines_next:
 * @lines: the open lines
 * @record: (out) (transfer none): the line without its end, writable
 *
 * Returns: whether there was another line
 */
gboolean
dws_lines_next (DwsLines *lines,
                char    **record)
{
  char *newline;

  if (lines->cursor >= lines->end)
    return FALSE;

  newline = memchr (lines->cursor, '\n', (gsize) (lines->end - lines->cursor));

  if (newline == NULL)
    newline = lines->end;

  *newline = '\0';
  *record = lines->cursor;
  lines->cursor = newline + 1;
  lines->line++;

  return TRUE;
}

/**
 * dws_lines_fields:
 * @lines: the open lines
 * @fields: (out): room for @n_fields borrowed strings
 * @n_fields: how many fields a record must have
 * @error: return location; %DWD_FAILURE_INVALID if the line is missing or has another number of
 * fields
 *
 * Reads the next line as fields separated by tabs.
 *
 * Returns: whether there was such a line
 */
gboolean
dws_lines_fields (DwsLines *lines,
                  char    **fields,
                  guint     n_fields,
                  GError  **error)
{
  char *record = NULL;
  guint n = 0;

  if (!dws_lines_next (lines, &record))
    {
      lines->line++;
      dws_lines_complain (lines, error, "the file ends too early");
      return FALSE;
    }

  while (record != NULL && n < n_fields)
    {
      char *tab = strchr (record, '\t');

      if (tab != NULL)
        *tab++ = '\0';

      fields[n++] = record;
      record = tab;
    }

  if (n < n_fields || record != NULL)
    {
      dws_lines_complain (lines, error, "expected %u fields", n_fields);
      return FALSE;
    }

  return TRUE;
}

void
dws_lines_complain (DwsLines   *lines,
                    GError    **error,
                    const char *format,
                    ...)
{
  g_autofree char *problem = NULL;
  va_list args;

  va_start (args, format);
  problem = g_strdup_vprintf (format, args);
  va_end (args);

  dwd_error_set (error, DWD_FAILURE_INVALID, "%s:%u: %s", lines->file, lines->line, problem);
}

void
dws_lines_clear (DwsLines *lines)
{
  g_clear_pointer (&lines->text, g_free);
  lines->cursor = NULL;
  lines->end = NULL;
}

/**
 * dws_scan_decimal:
 * @cursor: (inout): where the number begins; moved behind it
 * @value: (out): the number
 *
 * Reads a plain decimal ("-71.123456", no exponent, at most 15 digits). strtod() would be right
 * too, but takes four times as long over the million coordinates of a city, and obeys the locale.
 *
 * Returns: whether there was a number
 */
gboolean
dws_scan_decimal (const char **cursor,
                  double      *value)
{
  static const double powers[] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  };
  const char *p = *cursor;
  gboolean negative = *p == '-';
  guint64 digits = 0;
  guint n_digits = 0;
  guint n_decimals = 0;

  if (negative)
    p++;

  for (; g_ascii_isdigit (*p) && n_digits < 15; p++, n_digits++)
    digits = digits * 10 + (guint64) (*p - '0');

  if (n_digits == 0)
    return FALSE;

  if (*p == '.')
    {
      for (p++; g_ascii_isdigit (*p) && n_digits < 15; p++, n_digits++, n_decimals++)
        digits = digits * 10 + (guint64) (*p - '0');

      if (n_decimals == 0)
        return FALSE;
    }

  if (g_ascii_isdigit (*p))
    return FALSE;

  *value = (double) digits / powers[n_decimals] * (negative ? -1 : 1);
  *cursor = p;

  return TRUE;
}

gboolean
dws_parse_decimal (const char *text,
                   double      least,
                   double      most,
                   double     *value)
{
  double number;

  if (!dws_scan_decimal (&text, &number) || *text != '\0' || number < least || number > most)
    return FALSE;

  *value = number;

  return TRUE;
}

gboolean
dws_parse_count (const char *text,
                 guint64     most,
                 guint64    *value)
{
  return g_ascii_string_to_unsigned (text, 10, 0, most, value, NULL);
}
