/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-failure.h"

#include <gio/gio.h>

/* The words are for logs and for the outbox's table, where they are stored: they never change. */
static const struct
{
  const char *word;
  gboolean retryable;
} failures[DWD_N_FAILURES] = {
  [DWD_FAILURE_NONE] = { "none", FALSE },
  [DWD_FAILURE_OFFLINE] = { "offline", TRUE },
  [DWD_FAILURE_TIMEOUT] = { "timeout", TRUE },
  [DWD_FAILURE_SIGN_IN] = { "sign-in", FALSE },
  [DWD_FAILURE_FORBIDDEN] = { "forbidden", FALSE },
  [DWD_FAILURE_NOT_FOUND] = { "not-found", FALSE },
  [DWD_FAILURE_CONFLICT] = { "conflict", FALSE },
  [DWD_FAILURE_INVALID] = { "invalid", FALSE },
  [DWD_FAILURE_RATE_LIMITED] = { "rate-limited", TRUE },
  [DWD_FAILURE_BUSY] = { "busy", TRUE },
  [DWD_FAILURE_BROKEN] = { "broken", TRUE },
  [DWD_FAILURE_TOO_LARGE] = { "too-large", FALSE },
  [DWD_FAILURE_VERSION] = { "version", FALSE },
  /* A proxy's page or a cut body: the next answer may well be a whole one. */
  [DWD_FAILURE_PROTOCOL] = { "protocol", TRUE },
  [DWD_FAILURE_WATERMARK_EXPIRED] = { "watermark-expired", FALSE },
  [DWD_FAILURE_CANCELLED] = { "cancelled", FALSE },
  [DWD_FAILURE_STORAGE_FULL] = { "storage-full", FALSE },
  [DWD_FAILURE_STORAGE_READ_ONLY] = { "storage-read-only", FALSE },
  [DWD_FAILURE_STORAGE_NEWER] = { "storage-newer", FALSE },
  [DWD_FAILURE_STORAGE_CORRUPT] = { "storage-corrupt", FALSE },
  [DWD_FAILURE_STORAGE_LOCKED] = { "storage-locked", FALSE },
  [DWD_FAILURE_INTERNAL] = { "internal", FALSE },
};

G_DEFINE_QUARK (dwd_error, dwd_error)

/**
 * dwd_failure_to_string:
 * @failure: a failure
 *
 * Returns: (transfer none): its fixed word, for logs and the store; "unknown" for a number that is
 *   no failure.
 */
const char *
dwd_failure_to_string (DwdFailure failure)
{
  if ((int)failure < 0 || failure >= DWD_N_FAILURES)
    return "unknown";

  return failures[failure].word;
}

/**
 * dwd_failure_is_retryable:
 * @failure: a failure
 *
 * Returns: whether the same request may succeed later without anybody doing anything.
 */
gboolean
dwd_failure_is_retryable (DwdFailure failure)
{
  if ((int)failure < 0 || failure >= DWD_N_FAILURES)
    return FALSE;

  return failures[failure].retryable;
}

static DwdFailure
failure_from_io_code (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return DWD_FAILURE_CANCELLED;

    case G_IO_ERROR_TIMED_OUT:
      return DWD_FAILURE_TIMEOUT;

    /* G_IO_ERROR_BROKEN_PIPE is the same number as CONNECTION_CLOSED. */
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_NOT_CONNECTED:
    case G_IO_ERROR_PARTIAL_INPUT:
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return DWD_FAILURE_OFFLINE;

    case G_IO_ERROR_NO_SPACE:
      return DWD_FAILURE_STORAGE_FULL;

    case G_IO_ERROR_READ_ONLY:
      return DWD_FAILURE_STORAGE_READ_ONLY;

    case G_IO_ERROR_NOT_FOUND:
      return DWD_FAILURE_NOT_FOUND;

    case G_IO_ERROR_PERMISSION_DENIED:
      return DWD_FAILURE_FORBIDDEN;

    case G_IO_ERROR_MESSAGE_TOO_LARGE:
      return DWD_FAILURE_TOO_LARGE;

    case G_IO_ERROR_INVALID_DATA:
      return DWD_FAILURE_PROTOCOL;

    default:
      return DWD_FAILURE_INTERNAL;
    }
}

/**
 * dwd_failure_from_error:
 * @error: (nullable): any error
 *
 * Names the typed reason of an error of any domain. What GIO says of sockets, resolvers and TLS is
 * understood; everything else is %DWD_FAILURE_INTERNAL.
 *
 * Returns: the failure; %DWD_FAILURE_NONE for no error.
 */
DwdFailure
dwd_failure_from_error (const GError *error)
{
  if (error == NULL)
    return DWD_FAILURE_NONE;

  if (error->domain == DWD_ERROR)
    {
      if (error->code > DWD_FAILURE_NONE && error->code < DWD_N_FAILURES)
        return (DwdFailure)error->code;
      return DWD_FAILURE_INTERNAL;
    }

  if (error->domain == G_IO_ERROR)
    return failure_from_io_code (error->code);

  /* A name that does not resolve and a handshake that fails both mean that no trusted connection
   * could be made; the message says which. */
  if (error->domain == G_RESOLVER_ERROR || error->domain == G_TLS_ERROR)
    return DWD_FAILURE_OFFLINE;

  return DWD_FAILURE_INTERNAL;
}

gboolean
dwd_failure_is_worth_a_line (guint nth)
{
  return nth <= 100 || nth % 1000 == 0;
}

/**
 * dwd_error_set:
 * @error: (nullable): where to put it
 * @failure: the typed reason
 * @format: a printf format of a sentence for logs
 * @...: its arguments
 *
 * Sets an error of %DWD_ERROR.
 */
void
dwd_error_set (GError    **error,
               DwdFailure  failure,
               const char *format,
               ...)
{
  va_list args;

  g_return_if_fail (failure > DWD_FAILURE_NONE && failure < DWD_N_FAILURES);

  if (error == NULL)
    return;

  va_start (args, format);
  g_warn_if_fail (*error == NULL);
  *error = g_error_new_valist (DWD_ERROR, failure, format, args);
  va_end (args);
}
