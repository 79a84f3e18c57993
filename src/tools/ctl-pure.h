/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The pure verbs run a part of the engine on files, without a profile, a server or a session. They
 * answer with one JSON object and exit code 0, or with a sentence and CTL_EXIT_USAGE.
 */
int       ctl_verb_merge (int    argc,
                          char **argv);

/* What they share. "-" is standard input; @option names it in messages. */
gboolean  ctl_pure_read (const char *option,
                         const char *path,
                         char      **text,
                         gsize      *length,
                         GError    **error);
gboolean  ctl_pure_parse_instant (const char *option,
                                  const char *text,
                                  gint64     *out_us,
                                  GError    **error);
/* Parses what the entries name and refuses whatever is left. */
gboolean  ctl_pure_parse_options (const char         *verb,
                                  const GOptionEntry *entries,
                                  int                 argc,
                                  char              **argv,
                                  GError            **error);
/* On one line: blanks between the values are left out. */
void      ctl_pure_print (const char *json);
int       ctl_pure_fail (const GError *error);

G_END_DECLS
