/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-net"

#include "config.h"

#include "dwd-http-headers.h"

#include "base/dwd-failure.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

/* Nobody means to send a dispatcher home for longer than this. */
#define LONGEST_WAIT DWD_USEC_PER_HOUR

static gboolean
parse_http_date (const char *text,
                 gint64     *out_us)
{
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return FALSE;

  *out_us = g_date_time_to_unix (date) * DWD_USEC_PER_SEC;
  return TRUE;
}

/**
 * dwd_http_headers_get_retry_at:
 * @headers: of an answer
 * @now_us: now, on the server's clock
 *
 * Returns: the instant before which nothing should be tried again, an hour ahead at most;
 *   %DWD_TIME_NONE where Retry-After is missing or makes no sense.
 */
gint64
dwd_http_headers_get_retry_at (SoupMessageHeaders *headers,
                               gint64              now_us)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  gint64 seconds, at_us;

  if (text == NULL)
    return DWD_TIME_NONE;

  if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &seconds, NULL))
    at_us = now_us + seconds * DWD_USEC_PER_SEC;
  else if (!parse_http_date (text, &at_us))
    return DWD_TIME_NONE;

  return MIN (at_us, now_us + LONGEST_WAIT);
}

/* "<UTC µs>;<rate>" */
static gboolean
parse_sandbox_clock (const char *text,
                     gint64     *server_us,
                     double     *rate)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, ";", 2) : NULL;
  char *rest;
  double speed;

  if (parts == NULL || g_strv_length (parts) != 2)
    return FALSE;
  speed = g_ascii_strtod (parts[1], &rest);
  if (rest == parts[1] || *rest != '\0' || !isfinite (speed) || speed <= 0 || speed > 3600)
    return FALSE;
  if (!g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT64 / 2, server_us, NULL))
    return FALSE;

  *rate = speed;
  return TRUE;
}

/**
 * dwd_http_headers_get_server_time:
 * @headers: of an answer
 * @loopback: whether it came from this computer: only then may it say that its clock is another one
 * @server_us: (out): the server's time when it wrote them
 * @rate: (out): how fast its clock runs
 *
 * Returns: whether they tell.
 */
gboolean
dwd_http_headers_get_server_time (SoupMessageHeaders *headers,
                                  gboolean            loopback,
                                  gint64             *server_us,
                                  double             *rate)
{
  gint64 date_us;

  if (loopback &&
      parse_sandbox_clock (soup_message_headers_get_one (headers, "X-Sandbox-Clock"), server_us,
                           rate))
    return TRUE;

  /* An answer out of a cache tells when it was made, not what time it is. */
  if (soup_message_headers_get_one (headers, "Age") != NULL)
    return FALSE;
  if (!parse_http_date (soup_message_headers_get_one (headers, "Date"), &date_us))
    return FALSE;

  /* The header cuts the fraction off: on average it is half a second behind. */
  *server_us = date_us + DWD_USEC_PER_SEC / 2;
  *rate = 1;
  return TRUE;
}

/* RFC 9745's "@1688169599", an HTTP date as in its drafts, or only a word. */
static char *
format_day (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds, at_us;

  if (text == NULL)
    return NULL;
  if (*text == '@' && g_ascii_string_to_signed (text + 1, 10, 0, G_MAXINT32, &seconds, NULL))
    date = g_date_time_new_from_unix_utc (seconds);
  else if (parse_http_date (text, &at_us))
    date = g_date_time_new_from_unix_utc (at_us / DWD_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%d") : NULL;
}

/**
 * dwd_http_headers_dup_version_notice:
 * @headers: of an answer
 * @exc_type: (nullable): the exception it names
 *
 * Returns: (transfer full) (nullable): "unsupported", "deprecated", "deprecated since 2026-11-01",
 *   with ", ends 2027-03-01" where the server says so; %NULL when all is well.
 */
char *
dwd_http_headers_dup_version_notice (SoupMessageHeaders *headers,
                                     const char         *exc_type)
{
  const char *deprecation = soup_message_headers_get_one (headers, "Deprecation");
  const char *sunset = soup_message_headers_get_one (headers, "Sunset");
  g_autofree char *since = format_day (deprecation);
  g_autofree char *until = format_day (sunset);
  GString *out;

  if (g_strcmp0 (exc_type, "UnsupportedVersionError") == 0)
    return g_strdup ("unsupported");
  if ((deprecation == NULL || strcmp (deprecation, "false") == 0) && until == NULL)
    return NULL;

  out = g_string_new ("deprecated");
  if (since != NULL)
    g_string_append_printf (out, " since %s", since);
  if (until != NULL)
    g_string_append_printf (out, ", ends %s", until);

  return g_string_free (out, FALSE);
}

/**
 * dwd_http_uri_is_loopback:
 * @uri: an address
 *
 * Returns: whether it can only be this computer.
 */
gboolean
dwd_http_uri_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static int
get_port (GUri *uri)
{
  if (g_uri_get_port (uri) != -1)
    return g_uri_get_port (uri);

  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/**
 * dwd_http_uri_same_origin:
 * @a: an address
 * @b: another
 *
 * Returns: whether what is meant for one may be sent to the other: scheme, host and port agree.
 */
gboolean
dwd_http_uri_same_origin (GUri *a,
                          GUri *b)
{
  return strcmp (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_uri_get_host (a) != NULL && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         get_port (a) == get_port (b);
}
