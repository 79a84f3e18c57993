/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-zone.h"

G_BEGIN_DECLS

/*
 * Texts of times on the wire. A Frappe datetime is naive ("2026-11-24 10:42:00.123456", fraction
 * and 'T' optional), a date is "2026-11-24", a time "9:30:00" or "09:30". All parsers take a length
 * (-1: up to the NUL), accept nothing behind the text, and leave @out alone on failure.
 */
gboolean  dwd_time_text_parse_date (const char *text,
                                    gssize      length,
                                    DwdCivil   *out);
gboolean  dwd_time_text_parse_time (const char *text,
                                    gssize      length,
                                    DwdCivil   *out);
gboolean  dwd_time_text_parse_datetime (const char *text,
                                        gssize      length,
                                        DwdCivil   *out);
gboolean  dwd_time_text_parse_instant (const char *text,
                                       gssize      length,
                                       gint64     *out_us);        /* ISO 8601 with offset or Z */
char *dwd_time_text_format_datetime (const DwdCivil *civil);       /* 26 characters, as Frappe */
char *dwd_time_text_format_date (const DwdCivil *civil);
char *dwd_time_text_format_time (const DwdCivil *civil);           /* HH:MM:SS */
char *dwd_time_text_format_instant (gint64 utc_us);                /* YYYY-MM-DDTHH:MM:SSZ */

G_END_DECLS
