/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "net/dwd-http-headers.h"

#define NOW G_GINT64_CONSTANT (1795498920000000)   /* Tue, 24 Nov 2026 05:42:00 GMT */

static SoupMessageHeaders *
make_headers (const char *name,
              const char *value)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

  if (value != NULL)
    soup_message_headers_append (headers, name, value);

  return headers;
}

static void
test_retry_at (void)
{
  static const struct
  {
    const char *value;
    gint64 seconds;        /* -1: nothing said */
  } cases[] = {
    { NULL, -1 },
    { "0", 0 },
    { "120", 120 },
    { "Tue, 24 Nov 2026 05:43:30 GMT", 90 },
    { "Tue, 24 Nov 2026 05:41:30 GMT", -30 },
    /* nobody is sent home */
    { "86400", 3600 },
    { "Wed, 25 Nov 2026 05:42:00 GMT", 3600 },
    { "-5", -1 },
    { "soon", -1 },
    { "", -1 },
    { "99999999999999999999", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = make_headers ("Retry-After", cases[i].value);

      g_test_message ("%s", cases[i].value);
      g_assert_cmpint (dwd_http_headers_get_retry_at (headers, NOW), ==,
                       cases[i].seconds == -1 ? DWD_TIME_NONE : NOW + cases[i].seconds * DWD_USEC_PER_SEC);
    }
}

static void
test_server_time (void)
{
  static const struct
  {
    const char *date;
    const char *sandbox;
    const char *age;
    gboolean loopback;
    gint64 server_us;        /* 0: nothing said */
    double rate;
  } cases[] = {
    { "Tue, 24 Nov 2026 05:42:00 GMT", NULL, NULL, FALSE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", NULL, "12", FALSE, 0, 0 },
    { "yesterday", NULL, NULL, FALSE, 0, 0 },
    { NULL, NULL, NULL, TRUE, 0, 0 },
    { NULL, "1795498920000001;60", NULL, TRUE, NOW + 1, 60 },
    { NULL, "1795498920000001;0.5", NULL, TRUE, NOW + 1, 0.5 },
    /* only this computer may say it */
    { NULL, "1795498920000001;60", NULL, FALSE, 0, 0 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;60", NULL, FALSE, NOW + 500000, 1 },
    /* nonsense falls back on Date */
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1795498920000001", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;0", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;-1", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;nan", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;1e9", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "x;1", NULL, TRUE, NOW + 500000, 1 },
    { "Tue, 24 Nov 2026 05:42:00 GMT", "1;1;1", NULL, TRUE, NOW + 500000, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = make_headers ("Date", cases[i].date);
      gint64 server_us = 0;
      double rate = 0;

      if (cases[i].sandbox != NULL)
        soup_message_headers_append (headers, "X-Sandbox-Clock", cases[i].sandbox);
      if (cases[i].age != NULL)
        soup_message_headers_append (headers, "Age", cases[i].age);
      g_assert_cmpint (dwd_http_headers_get_server_time (headers, cases[i].loopback, &server_us, &rate), ==,
                       cases[i].server_us != 0);
      g_assert_cmpint (server_us, ==, cases[i].server_us);
      g_assert_cmpfloat (rate, ==, cases[i].rate);
    }
}

static void
test_version_notice (void)
{
  static const struct
  {
    const char *deprecation;
    const char *sunset;
    const char *exc_type;
    const char *wanted;
  } cases[] = {
    { NULL, NULL, NULL, NULL },
    { NULL, NULL, "ValidationError", NULL },
    { "false", NULL, NULL, NULL },
    { "true", NULL, NULL, "deprecated" },
    { "@1793491200", NULL, NULL, "deprecated since 2026-11-01" },
    { "Sun, 01 Nov 2026 00:00:00 GMT", NULL, NULL, "deprecated since 2026-11-01" },
    { "@1793491200", "Mon, 01 Mar 2027 00:00:00 GMT", NULL, "deprecated since 2026-11-01, ends 2027-03-01" },
    { NULL, "Mon, 01 Mar 2027 00:00:00 GMT", NULL, "deprecated, ends 2027-03-01" },
    { NULL, "one day", NULL, NULL },
    { "@1793491200", NULL, "UnsupportedVersionError", "unsupported" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessageHeaders) headers = make_headers ("Deprecation", cases[i].deprecation);
      g_autofree char *notice = NULL;

      if (cases[i].sunset != NULL)
        soup_message_headers_append (headers, "Sunset", cases[i].sunset);
      notice = dwd_http_headers_dup_version_notice (headers, cases[i].exc_type);
      g_assert_cmpstr (notice, ==, cases[i].wanted);
    }
}

static GUri *
parse (const char *text)
{
  GUri *uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);

  g_assert_nonnull (uri);

  return uri;
}

static void
test_origins (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean same;
  } cases[] = {
    { "https://x.example/a", "https://x.example:443/b?c", TRUE },
    { "http://X.example", "http://x.EXAMPLE:80/", TRUE },
    { "https://x.example", "http://x.example", FALSE },
    { "https://x.example", "https://y.example", FALSE },
    { "https://x.example", "https://x.example.evil.example", FALSE },
    { "https://x.example", "https://x.example:8443", FALSE },
  };
  static const struct
  {
    const char *uri;
    gboolean loopback;
  } hosts[] = {
    { "http://127.0.0.1:8723", TRUE }, { "http://127.9.9.9", TRUE }, { "http://[::1]:80", TRUE },
    { "http://localhost", TRUE }, { "http://LOCALHOST:1", TRUE }, { "http://127.0.0.1.example.org", FALSE },
    { "http://localhost.example.org", FALSE }, { "http://10.0.0.1", FALSE }, { "http://x.example", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GUri) a = parse (cases[i].a);
      g_autoptr (GUri) b = parse (cases[i].b);

      g_assert_cmpint (dwd_http_uri_same_origin (a, b), ==, cases[i].same);
      g_assert_cmpint (dwd_http_uri_same_origin (b, a), ==, cases[i].same);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (GUri) uri = parse (hosts[i].uri);

      g_assert_cmpint (dwd_http_uri_is_loopback (uri), ==, hosts[i].loopback);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/http-headers/retry-at", test_retry_at);
  g_test_add_func ("/net/http-headers/server-time", test_server_time);
  g_test_add_func ("/net/http-headers/version-notice", test_version_notice);
  g_test_add_func ("/net/http-headers/origins", test_origins);

  return g_test_run ();
}
