/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-http-reply.h"

#include "dwd-json-scan.h"

#include <string.h>

/* A sentence for a person; a traceback that got in here must not fill the screen. */
#define LONGEST_MESSAGE 1000

typedef struct
{
  const char *exc_type;
  DwdFailure failure;
} ExcRow;

/*
 * The names of Frappe's exceptions decide before the status does: a stale write is a 417 among all
 * the other 417s, and a 500 may be a bad value that no retry mends.
 */
static const ExcRow exc_rows[] = {
  { "AuthenticationError", DWD_FAILURE_SIGN_IN },
  { "InvalidAuthorizationToken", DWD_FAILURE_SIGN_IN },
  { "SessionExpired", DWD_FAILURE_SIGN_IN },
  { "CSRFTokenError", DWD_FAILURE_SIGN_IN },
  { "PermissionError", DWD_FAILURE_FORBIDDEN },
  { "DoesNotExistError", DWD_FAILURE_NOT_FOUND },
  { "DuplicateEntryError", DWD_FAILURE_CONFLICT },
  { "NameError", DWD_FAILURE_CONFLICT },
  { "TimestampMismatchError", DWD_FAILURE_CONFLICT },
  { "WatermarkExpiredError", DWD_FAILURE_WATERMARK_EXPIRED },
  { "CannotChangeConstantError", DWD_FAILURE_INVALID },
  { "CharacterLengthExceededError", DWD_FAILURE_INVALID },
  { "DataError", DWD_FAILURE_INVALID },
  { "InvalidStateError", DWD_FAILURE_INVALID },
  { "JSONDecodeError", DWD_FAILURE_INVALID },
  { "LinkExistsError", DWD_FAILURE_INVALID },
  { "LinkValidationError", DWD_FAILURE_INVALID },
  { "MandatoryError", DWD_FAILURE_INVALID },
  { "ReasonRequiredError", DWD_FAILURE_INVALID },
  { "TypeError", DWD_FAILURE_INVALID },
  { "UniqueValidationError", DWD_FAILURE_INVALID },
  { "UpdateAfterSubmitError", DWD_FAILURE_INVALID },
  { "ValidationError", DWD_FAILURE_INVALID },
  { "TooManyRequestsError", DWD_FAILURE_RATE_LIMITED },
  { "RateLimitExceededError", DWD_FAILURE_RATE_LIMITED },
  { "InReadOnlyMode", DWD_FAILURE_BUSY },
  { "QueryDeadlockError", DWD_FAILURE_BUSY },
  { "QueryTimeoutError", DWD_FAILURE_BUSY },
  { "SessionStopped", DWD_FAILURE_BUSY },
  { "UnsupportedVersionError", DWD_FAILURE_VERSION },
  { "UnsupportedMediaType", DWD_FAILURE_PROTOCOL },
};

/**
 * dwd_http_problem_clear:
 * @problem: a problem
 *
 * Frees what it holds and sets it to none.
 */
void
dwd_http_problem_clear (DwdHttpProblem *problem)
{
  problem->failure = DWD_FAILURE_NONE;
  g_clear_pointer (&problem->exc_type, g_free);
  g_clear_pointer (&problem->message, g_free);
  g_clear_pointer (&problem->field, g_free);
}

static DwdFailure
failure_from_exc_type (const char *exc_type)
{
  if (exc_type == NULL)
    return DWD_FAILURE_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (exc_rows); i++)
    if (strcmp (exc_rows[i].exc_type, exc_type) == 0)
      return exc_rows[i].failure;

  return DWD_FAILURE_NONE;
}

static DwdFailure
failure_from_status (guint status)
{
  switch (status)
    {
    case 401:
      return DWD_FAILURE_SIGN_IN;

    case 403:
      return DWD_FAILURE_FORBIDDEN;

    case 404:
    case 405:
      return DWD_FAILURE_NOT_FOUND;

    case 406:
      return DWD_FAILURE_VERSION;

    case 408:
    case 504:
      return DWD_FAILURE_TIMEOUT;

    case 409:
    case 412:
      return DWD_FAILURE_CONFLICT;

    /* Stock Frappe's LinkExpired is a 410 too: only the exception's name makes a watermark of it. */
    case 410:
      return DWD_FAILURE_NOT_FOUND;

    case 400:
    case 417:
    case 422:
      return DWD_FAILURE_INVALID;

    case 413:
      return DWD_FAILURE_TOO_LARGE;

    case 429:
      return DWD_FAILURE_RATE_LIMITED;

    /* 508 is Frappe's deadlock or lock timeout. */
    case 503:
    case 508:
      return DWD_FAILURE_BUSY;

    default:
      return status >= 500 ? DWD_FAILURE_BROKEN : DWD_FAILURE_PROTOCOL;
    }
}

/* Statuses that mean the same whoever the exception was. */
static gboolean
status_decides (guint status)
{
  return status == 401 || status == 413 || status == 429 || status == 502 || status == 503 ||
         status == 504 || status == 508;
}

/* Text */

static gsize
decode_entity (const char *p,
               gsize       left,
               GString    *out)
{
  static const struct
  {
    const char *name;
    const char *text;
  } entities[] = {
    { "&amp;", "&" },
    { "&lt;", "<" },
    { "&gt;", ">" },
    { "&quot;", "\"" },
    { "&#39;", "'" },
    { "&#x27;", "'" },
    { "&apos;", "'" },
    { "&nbsp;", " " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      gsize length = strlen (entities[i].name);

      if (length <= left && memcmp (p, entities[i].name, length) == 0)
        {
          g_string_append (out, entities[i].text);
          return length;
        }
    }

  g_string_append_c (out, '&');
  return 1;
}

/* A '<' begins a tag only before a letter, '/' or '!': a message may well say "a < b". */
static const char *
skip_tag (const char *p,
          const char *end)
{
  const char *close;

  if (end - p < 2 || (!g_ascii_isalpha (p[1]) && p[1] != '/' && p[1] != '!'))
    return NULL;
  close = memchr (p, '>', end - p);

  return close != NULL ? close + 1 : NULL;
}

static void
append_blank (GString *out)
{
  if (out->len > 0 && out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
}

/* Tags and runs of white space become one blank, entities what they stand for. */
static char *
strip_html (const char *text)
{
  const char *p = text;
  const char *end = text + strlen (text);
  GString *out = g_string_sized_new (MIN ((gsize)(end - p), LONGEST_MESSAGE));

  while (p < end && out->len < LONGEST_MESSAGE)
    {
      const char *after_tag = *p == '<' ? skip_tag (p, end) : NULL;

      if (after_tag != NULL)
        {
          append_blank (out);
          p = after_tag;
        }
      else if (*p == '&')
        {
          p += decode_entity (p, end - p, out);
        }
      else if (g_ascii_isspace (*p) || g_ascii_iscntrl (*p))
        {
          append_blank (out);
          p++;
        }
      else
        {
          const char *next = g_utf8_next_char (p);

          g_string_append_len (out, p, MIN (next, end) - p);
          p = next;
        }
    }

  return g_strchomp (g_string_free (out, FALSE));
}

char *
dwd_http_reply_take_message (char *text)
{
  g_autofree char *owned = text;
  g_autofree char *valid = NULL;
  g_autofree char *plain = NULL;

  if (owned == NULL)
    return NULL;

  valid = g_utf8_make_valid (owned, -1);
  plain = strip_html (valid);

  return *plain != '\0' ? g_steal_pointer (&plain) : NULL;
}

/* JSON */

static char *
dup_member (const DwdJsonSpan *object,
            const char        *name)
{
  DwdJsonSpan value = dwd_json_span_get_member (object, name);

  return dwd_json_span_dup_string (&value);
}

/* The exception's own sentence: "frappe.exceptions.X: text" without what stands before the colon. */
static char *
dup_exception_text (const DwdJsonSpan *root)
{
  g_autofree char *exception = dup_member (root, "exception");
  const char *colon = exception != NULL ? strstr (exception, ": ") : NULL;

  return colon != NULL ? g_strdup (colon + 2) : NULL;
}

/*
 * _server_messages is a string holding a list of strings holding objects. Of several messages the
 * one that was raised counts, which is the last marked raise_exception; else the last.
 */
static char *
dup_server_message (const DwdJsonSpan *root)
{
  g_autofree char *list_text = dup_member (root, "_server_messages");
  g_autofree char *found = NULL;
  gboolean found_raised = FALSE;
  DwdJsonSpan list, item;
  DwdJsonIter iter;

  if (list_text == NULL || !dwd_json_scan_value (list_text, strlen (list_text), &list, NULL))
    return NULL;
  if (list.type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, &list))
    return NULL;

  while (dwd_json_iter_next_item (&iter, &item))
    {
      g_autofree char *item_text = dwd_json_span_dup_string (&item);
      g_autofree char *message = NULL;
      DwdJsonSpan object, raised_span;
      gboolean raised = FALSE;

      if (item_text == NULL || !dwd_json_scan_value (item_text, strlen (item_text), &object, NULL))
        continue;

      message = dup_member (&object, "message");
      raised_span = dwd_json_span_get_member (&object, "raise_exception");
      dwd_json_span_get_boolean (&raised_span, &raised);
      if (message == NULL || (found_raised && !raised))
        continue;

      g_free (found);
      found = g_steal_pointer (&message);
      found_raised = raised;
    }

  return g_steal_pointer (&found);
}

/* The second version's envelope: {"errors":[{"type","message"}]}. */
static void
decode_errors (const DwdJsonSpan *root,
               DwdHttpProblem    *problem)
{
  DwdJsonSpan list = dwd_json_span_get_member (root, "errors");
  DwdJsonSpan item;
  DwdJsonIter iter;

  if (list.type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, &list) ||
      !dwd_json_iter_next_item (&iter, &item))
    return;

  problem->exc_type = dup_member (&item, "type");
  problem->message = dwd_http_reply_take_message (dup_member (&item, "message"));
  problem->field = dup_member (&item, "field");
}

static void
decode_body (const DwdJsonSpan *root,
             DwdHttpProblem    *problem)
{
  decode_errors (root, problem);

  if (problem->exc_type == NULL)
    problem->exc_type = dup_member (root, "exc_type");
  if (problem->field == NULL)
    problem->field = dup_member (root, "field");
  if (problem->message == NULL)
    problem->message = dwd_http_reply_take_message (dup_server_message (root));
  if (problem->message == NULL)
    problem->message = dwd_http_reply_take_message (dup_member (root, "_error_message"));
  if (problem->message == NULL)
    problem->message = dwd_http_reply_take_message (dup_exception_text (root));
  if (problem->message == NULL)
    problem->message = dwd_http_reply_take_message (dup_member (root, "message"));
}

static gboolean
is_session_expired (const DwdJsonSpan *root)
{
  DwdJsonSpan span = dwd_json_span_get_member (root, "session_expired");
  gboolean expired = FALSE;

  dwd_json_span_get_boolean (&span, &expired);

  return expired;
}

static gboolean
is_json (const char *content_type)
{
  return content_type != NULL && (g_str_has_prefix (content_type, "application/json") ||
                                  g_str_has_prefix (content_type, "text/json"));
}

/**
 * dwd_http_reply_decode_problem:
 * @status: the HTTP status, not a success
 * @content_type: (nullable): without it, or when it is not JSON, only the status speaks
 * @body: (nullable): the body, any bytes
 * @length: of it
 * @problem: (out caller-allocates): the typed reason; clear it
 */
void
dwd_http_reply_decode_problem (guint           status,
                               const char     *content_type,
                               const char     *body,
                               gsize           length,
                               DwdHttpProblem *problem)
{
  DwdJsonSpan root = { 0 };
  DwdFailure named;

  memset (problem, 0, sizeof *problem);

  if (body != NULL && is_json (content_type) &&
      dwd_json_scan_value (body, length, &root, NULL) && root.type == DWD_JSON_OBJECT)
    decode_body (&root, problem);

  problem->failure = failure_from_status (status);
  named = failure_from_exc_type (problem->exc_type);
  if (named != DWD_FAILURE_NONE && !status_decides (status))
    problem->failure = named;

  /* An expired session says that it may not, and means that nobody is signed in. */
  if (root.type == DWD_JSON_OBJECT && is_session_expired (&root))
    problem->failure = DWD_FAILURE_SIGN_IN;
}
