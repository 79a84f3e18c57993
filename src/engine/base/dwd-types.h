/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Forward declarations of the engine, so that headers need not include each other. */

typedef struct _DwdAccount DwdAccount;
typedef struct _DwdBackoff DwdBackoff;
typedef struct _DwdBoard DwdBoard;
typedef struct _DwdClock DwdClock;
typedef struct _DwdEngine DwdEngine;
typedef struct _DwdFeedPage DwdFeedPage;
typedef struct _DwdJob DwdJob;
typedef struct _DwdOperation DwdOperation;
typedef struct _DwdSyncStatus DwdSyncStatus;
typedef struct _DwdTechnician DwdTechnician;
typedef struct _DwdZone DwdZone;

/* An instant that is not known or not set. */
#define DWD_TIME_NONE G_MININT64

#define DWD_USEC_PER_SEC G_GINT64_CONSTANT (1000000)
#define DWD_USEC_PER_MINUTE (60 * DWD_USEC_PER_SEC)
#define DWD_USEC_PER_HOUR (60 * DWD_USEC_PER_MINUTE)
#define DWD_USEC_PER_DAY (24 * DWD_USEC_PER_HOUR)

G_END_DECLS
