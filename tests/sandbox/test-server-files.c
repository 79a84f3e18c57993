/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include <string.h>

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, data);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

static DwtReply *
upload (DwtServer  *fixture,
        const char *user,
        const char *file_name,
        const char *content,
        gsize       length,
        const char *docname,
        gboolean    is_private)
{
  g_autoptr (SoupMultipart) multipart = soup_multipart_new (SOUP_FORM_MIME_TYPE_MULTIPART);
  g_autoptr (GBytes) bytes = g_bytes_new (content, length);
  g_autofree char *url = g_strconcat (dws_server_get_url (fixture->server),
                                      "/api/method/upload_file", NULL);
  SoupMessage *message;
  g_autoptr (SoupMessage) plain = dwt_server_message (fixture, user, "POST", "/");

  soup_multipart_append_form_string (multipart, "is_private", is_private ? "1" : "0");
  if (docname != NULL)
    {
      soup_multipart_append_form_string (multipart, "doctype", "Dispatch Job");
      soup_multipart_append_form_string (multipart, "docname", docname);
    }
  soup_multipart_append_form_file (multipart, "file", file_name, "text/plain", bytes);
  message = soup_message_new_from_multipart (url, multipart);
  if (user != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                 soup_message_headers_get_one (
                                   soup_message_get_request_headers (plain), "Authorization"));

  return dwt_server_send (fixture, message);
}

static void
test_round_trip (DwtServer    *fixture,
                 gconstpointer data)
{
  g_autoptr (DwtReply) sent = upload (fixture, "dispatcher", "note.txt", "hello\0world", 11,
                                      "JOB-2026-00001", TRUE);
  g_autofree char *url = dwt_reply_get (sent, "message.file_url");
  g_autoptr (DwtReply) mine = NULL;
  g_autoptr (DwtReply) theirs = NULL;
  g_autoptr (DwtReply) guest = NULL;

  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_cmpstr (url, ==, "/private/files/note.txt");
  dwt_assert_reply (sent, "message.file_size", "11");
  dwt_assert_reply (sent, "message.attached_to_name", "JOB-2026-00001");
  dwt_assert_reply (sent, "message.is_private", "1");

  mine = dwt_server_call (fixture, "viewer", "GET", url, NULL);
  g_assert_cmpuint (mine->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (mine->body, NULL), g_bytes_get_size (mine->body),
                   "hello\0world", 11);
  theirs = dwt_server_call (fixture, "other", "GET", url, NULL);
  g_assert_cmpuint (theirs->status, ==, 403);
  guest = dwt_server_call (fixture, NULL, "GET", url, NULL);
  g_assert_cmpuint (guest->status, ==, 403);
}

/* Equal content keeps its URL, another content of that name gets its own. */
static void
test_names (DwtServer    *fixture,
            gconstpointer data)
{
  g_autoptr (DwtReply) one = upload (fixture, "dispatcher", "a.txt", "one", 3, NULL, FALSE);
  g_autoptr (DwtReply) same = upload (fixture, "dispatcher", "b.txt", "one", 3, NULL, FALSE);
  g_autoptr (DwtReply) two = upload (fixture, "dispatcher", "a.txt", "two", 3, NULL, FALSE);
  g_autoptr (DwtReply) path = upload (fixture, "dispatcher", "../../etc/pass?wd#.txt", "x", 1,
                                      NULL, FALSE);
  g_autoptr (DwtReply) dots = upload (fixture, "dispatcher", "..", "y", 1, NULL, FALSE);
  g_autofree char *second = dwt_reply_get (two, "message.file_url");
  g_autoptr (DwtReply) guest = NULL;

  dwt_assert_reply (one, "message.file_url", "/files/a.txt");
  dwt_assert_reply (same, "message.file_url", "/files/a.txt");
  g_assert_cmpstr (second, !=, "/files/a.txt");
  g_assert_true (g_str_has_prefix (second, "/files/a"));
  g_assert_true (g_str_has_suffix (second, ".txt"));
  dwt_assert_reply (path, "message.file_name", "passwd.txt");
  dwt_assert_reply (dots, "message.file_name", "file..");

  guest = dwt_server_call (fixture, NULL, "GET", second, NULL);
  g_assert_cmpuint (guest->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (guest->body, NULL), g_bytes_get_size (guest->body), "two", 3);
}

static void
test_refused (DwtServer    *fixture,
              gconstpointer data)
{
  g_autoptr (DwtReply) viewer = upload (fixture, "viewer", "a", "a", 1, NULL, TRUE);
  g_autoptr (DwtReply) guest = upload (fixture, NULL, "a", "a", 1, NULL, TRUE);
  g_autoptr (DwtReply) stranger = upload (fixture, "other", "a", "a", 1, "JOB-2026-00001", TRUE);
  g_autoptr (DwtReply) nothing = upload (fixture, "dispatcher", "a", "a", 1, "JOB-1", TRUE);
  g_autoptr (DwtReply) no_form = dwt_server_call (fixture, "dispatcher", "POST",
                                                  "/api/method/upload_file", "{}");
  g_autoptr (DwtReply) missing = dwt_server_call (fixture, "dispatcher", "GET",
                                                  "/private/files/none", NULL);
  g_autoptr (DwtReply) outside = dwt_server_call (fixture, "dispatcher", "GET",
                                                  "/private/files/..%2F..%2Fsandbox.db", NULL);

  g_assert_cmpuint (viewer->status, ==, 403);
  g_assert_cmpuint (guest->status, ==, 403);
  g_assert_cmpuint (stranger->status, ==, 403);
  g_assert_cmpuint (nothing->status, ==, 404);
  g_assert_cmpuint (no_form->status, ==, 417);
  g_assert_cmpuint (missing->status, ==, 404);
  g_assert_cmpuint (outside->status, ==, 404);
}

static void
test_size (DwtServer    *fixture,
           gconstpointer data)
{
  const gsize limit = 25 * 1024 * 1024;
  g_autofree char *content = g_malloc0 (limit + 1);
  g_autoptr (DwtReply) fits = upload (fixture, "dispatcher", "big", content, limit, NULL, TRUE);
  g_autoptr (DwtReply) too_large = upload (fixture, "dispatcher", "big", content, limit + 1, NULL,
                                           TRUE);

  g_assert_cmpuint (fits->status, ==, 200);
  g_assert_cmpuint (too_large->status, ==, 413);
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/files/round-trip", test_round_trip);
  ADD ("/sandbox/files/names", test_names);
  ADD ("/sandbox/files/refused", test_refused);
  ADD ("/sandbox/files/size", test_size);

  return g_test_run ();
}
