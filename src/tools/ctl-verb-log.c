/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "base/dwd-time-text.h"

/* The audit log. docs/audit.md has what is in it. */

#define PAGE 500

typedef struct
{
  CtlSession *session;
  const char *doctype;      /* (nullable) */
  const char *name;         /* (nullable) */
  guint left;               /* entries still wanted */
} Show;

/* --- show -------------------------------------------------------------------------------------- */

static void
print_entry (const DwdAuditEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *at = dwd_time_text_format_instant (entry->at_us);

  json_builder_begin_object (builder);
  ctl_add_count (builder, "seq", entry->seq);
  ctl_add_text (builder, "at", at);
  ctl_add_count (builder, "at_us", entry->at_us);
  ctl_add_text (builder, "kind", dwd_audit_kind_to_string (entry->kind));
  ctl_add_text (builder, "actor", entry->actor);
  ctl_add_text (builder, "device", entry->device);
  ctl_add_text (builder, "doctype", entry->doctype);
  ctl_add_text (builder, "name", entry->name);
  ctl_add_count (builder, "refers", entry->refers);
  ctl_add_text (builder, "body", entry->body);
  ctl_add_text (builder, "previous", entry->previous);
  ctl_add_text (builder, "hash", entry->hash);
  json_builder_end_object (builder);
  ctl_session_print (builder);
}

static void load_page (Show  *show,
                       gint64 before);

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Show *show = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = dwd_engine_load_audit_finish (DWD_ENGINE (object), result, &error);
  gint64 last = 0;

  if (entries == NULL)
    {
      ctl_session_fail (show->session, error);
      g_main_loop_quit (show->session->loop);
      return;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      const DwdAuditEntry *entry = g_ptr_array_index (entries, i);

      print_entry (entry);
      last = entry->seq;
    }
  show->left -= entries->len;
  if (entries->len < PAGE || show->left == 0 || last <= 1)
    g_main_loop_quit (show->session->loop);
  else
    load_page (show, last);
}

static void
load_page (Show  *show,
           gint64 before)
{
  dwd_engine_load_audit_async (show->session->engine, show->doctype, show->name, before, MIN (show->left, PAGE),
                               NULL, load_cb, show);
}

static int
run_show (CtlSession *session,
          const char *doctype,
          const char *name,
          int         limit)
{
  Show show = { session, doctype, name, limit > 0 ? (guint) limit : G_MAXUINT };

  if (!ctl_session_open (session, FALSE))
    return session->exit_code;
  load_page (&show, 0);
  g_main_loop_run (session->loop);
  ctl_session_close (session);

  return session->exit_code;
}

/* --- verify ------------------------------------------------------------------------------------ */

static void
say_break (const DwdAuditVerdict *verdict)
{
  static const struct { const char *before; const char *after; } sentences[] = {
    [DWD_AUDIT_BREAK_NONE] = { "entry", "is whole" },
    [DWD_AUDIT_BREAK_GAP] = { "entry", "is missing" },
    [DWD_AUDIT_BREAK_REORDERED] = { "entry", "does not stand in its place" },
    [DWD_AUDIT_BREAK_CHANGED] = { "entry", "was changed" },
    [DWD_AUDIT_BREAK_UNLINKED] = { "entry", "does not follow from the one before it" },
    [DWD_AUDIT_BREAK_CUT_OFF] = { "the log is cut off: entry", "and what followed are missing" },
    [DWD_AUDIT_BREAK_ADDED] = { "entry", "was added behind the end of the log" },
    [DWD_AUDIT_BREAK_NO_HEAD] = { "the head of the log is missing: nothing says that entry", "was the last" },
    [DWD_AUDIT_BREAK_UNREADABLE] = { "entry", "cannot be read" },
  };

  g_printerr ("dispatchctl: %s %" G_GINT64_FORMAT " %s\n", sentences[verdict->why].before, verdict->seq,
              sentences[verdict->why].after);
}

static void
verify_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  DwdAuditVerdict verdict = { 0 };

  g_main_loop_quit (session->loop);
  if (!dwd_engine_verify_audit_finish (DWD_ENGINE (object), result, &verdict, &error))
    {
      ctl_session_fail (session, error);
      return;
    }

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "whole");
  json_builder_add_boolean_value (builder, verdict.why == DWD_AUDIT_BREAK_NONE);
  ctl_add_count (builder, "entries", verdict.n_entries);
  ctl_add_text (builder, "hash", verdict.hash);
  if (verdict.why != DWD_AUDIT_BREAK_NONE)
    {
      ctl_add_text (builder, "break", dwd_audit_break_to_string (verdict.why));
      ctl_add_count (builder, "entry", verdict.seq);
      say_break (&verdict);
      session->exit_code = CTL_EXIT_FAILED;
    }
  json_builder_end_object (builder);
  ctl_session_print (builder);
}

static int
run_verify (CtlSession *session)
{
  if (!ctl_session_open (session, FALSE))
    return session->exit_code;
  dwd_engine_verify_audit_async (session->engine, NULL, verify_cb, session);
  g_main_loop_run (session->loop);
  ctl_session_close (session);

  return session->exit_code;
}

/* --- export ------------------------------------------------------------------------------------ */

static void
export_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_export_audit_finish (DWD_ENGINE (object), result, &error))
    ctl_session_fail (session, error);

  g_main_loop_quit (session->loop);
}

static int
run_export (CtlSession *session)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);

  if (!ctl_session_open (session, FALSE))
    return session->exit_code;
  dwd_engine_export_audit_async (session->engine, stream, NULL, export_cb, session);
  g_main_loop_run (session->loop);
  ctl_session_close (session);

  return session->exit_code;
}

int
ctl_verb_log (CtlSession *session,
              int         argc,
              char      **argv)
{
  g_autofree char *doctype = NULL;
  g_autofree char *name = NULL;
  int limit = 0;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "Entries at most; all by default", "N" },
    { "doctype", 0, 0, G_OPTION_ARG_STRING, &doctype, "Only of this DocType", "TYPE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "Only of records with this name", "NAME" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("show | verify | export");
  g_autoptr (GError) error = NULL;
  g_autofree char **arguments = g_new0 (char *, argc + 2);
  g_autofree char *program = g_strdup ("dispatchctl log");
  int n_arguments = argc + 1;
  char **parsed = arguments;
  gboolean has_options = FALSE;

  arguments[0] = program;
  for (int i = 0; i < argc; i++)
    arguments[i + 1] = argv[i];
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &n_arguments, &parsed, &error) || n_arguments != 2 || limit < 0)
    {
      g_printerr ("dispatchctl: %s\n", error != NULL ? error->message
                                                     : "log takes one of the words show, verify and export");
      return CTL_EXIT_USAGE;
    }

  has_options = limit > 0 || doctype != NULL || name != NULL;
  if (g_str_equal (parsed[1], "show"))
    return run_show (session, doctype, name, limit);
  if (g_str_equal (parsed[1], "verify") && !has_options)
    return run_verify (session);
  if (g_str_equal (parsed[1], "export") && !has_options)
    return run_export (session);

  g_printerr ("dispatchctl: log takes one of the words show, verify and export; the options are show's\n");
  return CTL_EXIT_USAGE;
}
