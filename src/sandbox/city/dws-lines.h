/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The lines of one data file. The text is unpacked whole, checked to be UTF-8 and cut in place, so
 * that a record is read without copying. Every complaint names the file and the line.
 */
typedef struct
{
  char *text;          /* (owned) */
  const char *file;    /* borrowed from the caller */
  char *cursor;
  char *end;
  guint line;          /* of the record read last, from 1 */
} DwsLines;

gboolean dws_lines_open (DwsLines   *lines,
                         const char *data_dir,
                         const char *file,
                         GError    **error);
gboolean dws_lines_next (DwsLines *lines,
                         char    **record);
gboolean dws_lines_fields (DwsLines *lines,
                           char    **fields,
                           guint     n_fields,
                           GError  **error);
void     dws_lines_complain (DwsLines   *lines,
                             GError    **error,
                             const char *format,
                             ...) G_GNUC_PRINTF (3, 4);
void     dws_lines_clear (DwsLines *lines);

gboolean dws_scan_decimal (const char **cursor,
                           double      *value);
gboolean dws_parse_decimal (const char *text,
                            double      least,
                            double      most,
                            double     *value);
gboolean dws_parse_count (const char *text,
                          guint64     most,
                          guint64    *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwsLines, dws_lines_clear)

G_END_DECLS
