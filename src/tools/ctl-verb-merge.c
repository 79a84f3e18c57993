/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-pure.h"

#include "base/dwd-failure.h"
#include "conflict/dwd-merge.h"

/* Beyond this no clock is wrong: some thirty years. */
#define MOST_SKEW_MS G_GINT64_CONSTANT (1000000000000)

typedef struct
{
  char *doctype;
  char *base;
  char *mine;
  char *server;
  char *now;
  char *mine_ts;
  char *rules;
  gint64 skew;
  gboolean mine_deleted;
  gboolean server_deleted;
  gboolean undelete;
} Options;

typedef struct
{
  char *base;
  char *mine;
  char *server;
} Texts;

static void
options_clear (Options *options)
{
  g_free (options->doctype);
  g_free (options->base);
  g_free (options->mine);
  g_free (options->server);
  g_free (options->now);
  g_free (options->mine_ts);
  g_free (options->rules);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
texts_clear (Texts *texts)
{
  g_free (texts->base);
  g_free (texts->mine);
  g_free (texts->server);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

static gboolean
refuse (GError    **error,
        const char *sentence)
{
  dwd_error_set (error, DWD_FAILURE_INVALID, "%s", sentence);

  return FALSE;
}

static gboolean
parse_options (Options *options,
               int      argc,
               char   **argv,
               GError **error)
{
  const GOptionEntry entries[] = {
    { "doctype", 0, 0, G_OPTION_ARG_STRING, &options->doctype, NULL, NULL },
    { "base", 0, 0, G_OPTION_ARG_FILENAME, &options->base, NULL, NULL },
    { "mine", 0, 0, G_OPTION_ARG_FILENAME, &options->mine, NULL, NULL },
    { "server", 0, 0, G_OPTION_ARG_FILENAME, &options->server, NULL, NULL },
    { "now", 0, 0, G_OPTION_ARG_STRING, &options->now, NULL, NULL },
    { "mine-ts", 0, 0, G_OPTION_ARG_STRING, &options->mine_ts, NULL, NULL },
    { "skew", 0, 0, G_OPTION_ARG_INT64, &options->skew, NULL, NULL },
    { "mine-deleted", 0, 0, G_OPTION_ARG_NONE, &options->mine_deleted, NULL, NULL },
    { "server-deleted", 0, 0, G_OPTION_ARG_NONE, &options->server_deleted, NULL, NULL },
    { "undelete", 0, 0, G_OPTION_ARG_NONE, &options->undelete, NULL, NULL },
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &options->rules, NULL, NULL },
    { NULL }
  };

  if (!ctl_pure_parse_options ("merge", entries, argc, argv, error))
    return FALSE;
  if (options->doctype == NULL || *options->doctype == '\0')
    return refuse (error, "--doctype is missing");
  if (options->mine_deleted && options->server_deleted)
    return refuse (error, "--mine-deleted and --server-deleted exclude each other");
  if (options->undelete && !options->server_deleted)
    return refuse (error, "--undelete needs --server-deleted");
  if (options->skew < -MOST_SKEW_MS || options->skew > MOST_SKEW_MS)
    return refuse (error, "--skew is out of range");

  return TRUE;
}

static gboolean
check_standard_input (const Options *options,
                      GError       **error)
{
  const char *paths[] = { options->base, options->mine, options->server, options->rules };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    n += g_strcmp0 (paths[i], "-") == 0;

  return n <= 1 || refuse (error, "standard input can be read once: only one file may be “-”");
}

static DwdConflictRules *
load_rules (const char *path,
            GError    **error)
{
  const DwdConflictRules *built_in = dwd_conflict_rules_get_built_in ();
  g_autofree char *text = NULL;
  gsize length;

  if (path == NULL)
    return dwd_conflict_rules_ref (built_in);
  if (!ctl_pure_read ("rules", path, &text, &length, error))
    return NULL;

  return dwd_conflict_rules_new_from_json (built_in, text, length, path, error);
}

static gboolean
read_side (const char *option,
           const char *path,
           char      **text,
           DwdSlice   *slice,
           GError    **error)
{
  if (!ctl_pure_read (option, path, text, &slice->length, error))
    return FALSE;

  slice->text = *text;
  return TRUE;
}

static gboolean
read_input (const Options *options,
            Texts         *texts,
            DwdMergeInput *input,
            GError       **error)
{
  if (!check_standard_input (options, error) ||
      (options->base != NULL &&
       !read_side ("base", options->base, &texts->base, &input->base, error)) ||
      !read_side ("mine", options->mine, &texts->mine, &input->mine, error) ||
      !read_side ("server", options->server, &texts->server, &input->server, error))
    return FALSE;
  if (options->now != NULL && !ctl_pure_parse_instant ("now", options->now, &input->now, error))
    return FALSE;
  if (options->mine_ts != NULL &&
      !ctl_pure_parse_instant ("mine-ts", options->mine_ts, &input->mine_time, error))
    return FALSE;

  input->doctype = options->doctype;
  input->skew = options->skew * 1000;
  input->flags = (options->mine_deleted ? DWD_MERGE_MINE_DELETED : 0) |
                 (options->server_deleted ? DWD_MERGE_SERVER_DELETED : 0) |
                 (options->undelete ? DWD_MERGE_UNDELETE : 0);
  return TRUE;
}

/* The engine knows sides; a person knows files. */
static void
name_file (const Options *options,
           GError       **error)
{
  const struct { const char *side; const char *path; } sides[] = {
    { "base: ", options->base }, { "mine: ", options->mine }, { "server: ", options->server },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    if (error != NULL && *error != NULL && g_str_has_prefix ((*error)->message, sides[i].side))
      {
        g_prefix_error (error, "%s: ", sides[i].path);
        return;
      }
}

static DwdDecision *
merge (int      argc,
       char   **argv,
       GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Texts) texts = { 0 };
  g_autoptr (DwdConflictRules) rules = NULL;
  DwdDecision *decision;
  DwdMergeInput input = {
    .now = DWD_TIME_NONE,
    .mine_time = DWD_TIME_NONE,
    .server_time = DWD_TIME_NONE,
  };

  if (!parse_options (&options, argc, argv, error) || !read_input (&options, &texts, &input, error))
    return NULL;

  rules = load_rules (options.rules, error);
  if (rules == NULL)
    return NULL;

  decision = dwd_merge (rules, &input, error);
  if (decision == NULL)
    name_file (&options, error);

  return decision;
}

int
ctl_verb_merge (int    argc,
                char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDecision) decision = merge (argc, argv, &error);
  g_autofree char *json = NULL;

  if (decision == NULL)
    return ctl_pure_fail (error);

  json = dwd_decision_to_json (decision);
  ctl_pure_print (json);
  return 0;
}
