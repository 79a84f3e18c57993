/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <json-glib/json-glib.h>

#include "dwd-engine.h"

G_BEGIN_DECLS

/* Exit codes, documented in docs/dispatchctl.md. */
typedef enum
{
  CTL_EXIT_OK = 0,
  CTL_EXIT_FAILED = 1,      /* something else went wrong */
  CTL_EXIT_USAGE = 2,       /* arguments or input that cannot be read */
  CTL_EXIT_OFFLINE = 3,     /* the server does not answer */
  CTL_EXIT_SIGN_IN = 4,     /* nobody is signed in, or the server refused the credentials */
  CTL_EXIT_STORAGE = 5,     /* the profile cannot be used */
} CtlExit;

/* What every verb works with: an open engine, and where to answer. */
typedef struct
{
  DwdEngine *engine;      /* (owned) */
  GMainLoop *loop;        /* (owned) */
  char *server;           /* (owned) (nullable): signs in with it first */
  char *api_key;          /* (owned) (nullable) */
  int exit_code;
} CtlSession;

CtlSession *ctl_session_new (const char *profile_dir,
                             const char *server,
                             const char *api_key);
void        ctl_session_free (CtlSession *session);
/* Opens the profile and signs in where asked to; FALSE leaves an exit code. Runs the loop. */
gboolean    ctl_session_open (CtlSession *session,
                              gboolean    online);
void        ctl_session_close (CtlSession *session);
/* One JSON object on standard output. Takes the builder's content. */
void        ctl_session_print (JsonBuilder *builder);
void        ctl_add_text (JsonBuilder *builder,
                          const char  *name,
                          const char  *value);
void        ctl_add_count (JsonBuilder *builder,
                           const char  *name,
                           gint64       value);
void        ctl_session_fail (CtlSession   *session,
                              const GError *error);

/* The verbs: arguments behind the verb's name. */
int         ctl_verb_sync (CtlSession *session,
                           int         argc,
                           char      **argv);
int         ctl_verb_query (CtlSession *session,
                            int         argc,
                            char      **argv);
int         ctl_verb_queue (CtlSession *session,
                            int         argc,
                            char      **argv);
int         ctl_verb_status (CtlSession *session,
                             int         argc,
                             char      **argv);
int         ctl_verb_log (CtlSession *session,
                          int         argc,
                          char      **argv);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtlSession, ctl_session_free)

G_END_DECLS
