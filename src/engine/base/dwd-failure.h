/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DwdFailure:
 *
 * The one typed reason of every failure in the engine. A code says what the caller can do, never
 * which line failed; the console words it, and only the reason decides whether something is tried
 * again. It is the code of every #GError in %DWD_ERROR.
 */
typedef enum
{
  DWD_FAILURE_NONE = 0,
  DWD_FAILURE_OFFLINE,            /* no connection could be made */
  DWD_FAILURE_TIMEOUT,            /* no answer in time */
  DWD_FAILURE_SIGN_IN,            /* credentials missing, expired or refused */
  DWD_FAILURE_FORBIDDEN,          /* signed in, but not permitted */
  DWD_FAILURE_NOT_FOUND,          /* the record or method does not exist */
  DWD_FAILURE_CONFLICT,           /* the record changed on the server meanwhile */
  DWD_FAILURE_INVALID,            /* the server or a rule refused the values */
  DWD_FAILURE_RATE_LIMITED,       /* too many requests; wait until the time given */
  DWD_FAILURE_BUSY,               /* the server is in maintenance or overloaded */
  DWD_FAILURE_BROKEN,             /* the server failed (5xx) */
  DWD_FAILURE_TOO_LARGE,          /* a body larger than allowed */
  DWD_FAILURE_VERSION,            /* API version unsupported */
  DWD_FAILURE_PROTOCOL,           /* the answer cannot be understood */
  DWD_FAILURE_WATERMARK_EXPIRED,  /* the feed wants a full resync */
  DWD_FAILURE_CANCELLED,          /* the caller changed its mind */
  DWD_FAILURE_STORAGE_FULL,       /* the disk is full */
  DWD_FAILURE_STORAGE_READ_ONLY,  /* the profile cannot be written */
  DWD_FAILURE_STORAGE_NEWER,      /* the cache was written by a newer version */
  DWD_FAILURE_STORAGE_CORRUPT,    /* the cache fails its integrity check */
  DWD_FAILURE_STORAGE_LOCKED,     /* another instance holds the profile */
  DWD_FAILURE_INTERNAL,           /* a defect of ours */
  DWD_N_FAILURES
} DwdFailure;

#define DWD_ERROR (dwd_error_quark ())

GQuark      dwd_error_quark (void);

const char *dwd_failure_to_string (DwdFailure failure);
gboolean    dwd_failure_is_retryable (DwdFailure failure);
DwdFailure  dwd_failure_from_error (const GError *error);
/* Whether the @nth of things that a peer may cause at will belongs in the log: the first hundred, then each
 * thousandth. */
gboolean    dwd_failure_is_worth_a_line (guint nth);
void        dwd_error_set (GError    **error,
                           DwdFailure  failure,
                           const char *format,
                           ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
