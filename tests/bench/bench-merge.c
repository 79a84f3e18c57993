/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-support.h"
#include "conflict/dwd-merge.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

/*
 * One record of some 1.1 KB that both sides changed in a few fields, from three texts to a decision
 * with the resulting document: against parse, merge and write with json-glib, and with --peers
 * against plain JavaScript in a process of its own. The figure is merges a second. All must come to
 * the same document.
 */

#define ROUND_SECONDS 0.4

enum
{
  BASE,
  MINE,
  SERVER,
  N_SIDES
};

typedef struct
{
  char *texts[N_SIDES];
  char *result;         /* (owned) (nullable): of the last merge */
} Fixture;

/* What a version of the record differs in. */
typedef struct
{
  const char *modified;
  const char *description;
  const char *priority;
  int duration;
  const char *assigned_to;
  const char *parts;
  const char *notes;
} Version;

static const Version versions[N_SIDES] = {
  { "2026-11-24 10:00:00.000000", "Check pressure and seals.", "Normal", 3600, "HR-EMP-00004", "[]",
    "null" },
  { "2026-11-24 10:00:00.000000", "Check pressure and seals.", "Urgent", 3600, "HR-EMP-00004", "[]",
    "\"Ring at the \\\"back\\\" door\"" },
  { "2026-11-24 11:12:13.456789", "Check pressure, seals and flame.", "High", 5400, "HR-EMP-00007",
    "[]", "\"Customer called\"" },
};

static char *
make_text (const Version *version)
{
  return g_strdup_printf (
    "{\"doctype\": \"Dispatch Job\", \"name\": \"JOB-2026-00042\", "
    "\"creation\": \"2026-11-20 08:11:11.482910\", \"modified\": \"%s\", "
    "\"owner\": \"ana@astana.example\", \"docstatus\": 0, \"idx\": 0, "
    "\"organization\": \"ORG-2026-00001\", \"customer\": \"CUST-00311\", "
    "\"customer_name\": \"Қайрат Ахметов\", \"contact_phone\": \"+7 701 555 0119\", "
    "\"formatted_address\": \"Абай даңғылы 17, Астана\", \"latitude\": 51.128207, "
    "\"longitude\": 71.430411, \"zone\": \"North\", \"title\": \"Boiler service, yearly\", "
    "\"description\": \"%s\", \"status\": \"Assigned\", \"priority\": \"%s\", \"estimated_duration\": %d, "
    "\"scheduled_date\": \"2026-11-24\", \"scheduled_start\": \"14:30:00\", "
    "\"scheduled_end\": \"15:30:00\", \"preferred_window\": \"Any\", \"assigned_to\": \"%s\", "
    "\"assignment_method\": \"Manual\", \"travel_seconds\": 1260, "
    "\"required_skills\": [{\"skill\": \"Gas\", \"min_proficiency\": 3}], "
    "\"parts_used\": %s, \"photos\": [], \"billable\": 1, \"technician_notes\": %s}",
    version->modified, version->description, version->priority, version->duration, version->assigned_to,
    version->parts, version->notes);
}

static void
set_result (Fixture *fixture,
            char    *result)
{
  g_free (fixture->result);
  fixture->result = result;
}

static DwdDecision *
decide (const Fixture *fixture)
{
  DwdMergeInput input = {
    .doctype = "Dispatch Job",
    .now = DWD_TIME_NONE,
    .mine_time = DWD_TIME_NONE,
    .server_time = DWD_TIME_NONE,
  };

  input.base = (DwdSlice) { fixture->texts[BASE], strlen (fixture->texts[BASE]) };
  input.mine = (DwdSlice) { fixture->texts[MINE], strlen (fixture->texts[MINE]) };
  input.server = (DwdSlice) { fixture->texts[SERVER], strlen (fixture->texts[SERVER]) };

  return dwd_merge (dwd_conflict_rules_get_built_in (), &input, NULL);
}

static void
merge_texts (gpointer data)
{
  DwdDecision *decision = decide (data);

  g_assert_nonnull (decision);
  dwd_decision_unref (decision);
}

static gboolean
is_metadata (const char *key)
{
  static const char *const keys[] = {
    "doctype", "name", "creation", "owner", "modified", "modified_by", "docstatus", "idx", NULL
  };

  return g_strv_contains (keys, key);
}

static gboolean
is_mine (const char *key)
{
  static const char *const keys[] = { "technician_notes", "photos", "parts_used", NULL };

  return g_strv_contains (keys, key);
}

static gboolean
nodes_equal (JsonNode *a,
             JsonNode *b)
{
  return a == b || (a != NULL && b != NULL && json_node_equal (a, b));
}

/* The same with trees. */
static void
merge_trees (gpointer data)
{
  Fixture *fixture = data;
  JsonParser *parsers[N_SIDES];
  JsonObject *objects[N_SIDES];
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *result = json_object_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *server;

  for (int i = 0; i < N_SIDES; i++)
    {
      parsers[i] = json_parser_new_immutable ();
      json_parser_load_from_data (parsers[i], fixture->texts[i], -1, NULL);
      objects[i] = json_node_get_object (json_parser_get_root (parsers[i]));
    }

  json_object_iter_init (&iter, objects[SERVER]);
  while (json_object_iter_next (&iter, &key, &server))
    {
      JsonNode *base = json_object_get_member (objects[BASE], key);
      JsonNode *mine = json_object_get_member (objects[MINE], key);
      JsonNode *value = server;

      if (!is_metadata (key) && !nodes_equal (base, mine) && (nodes_equal (base, server) || is_mine (key)))
        value = mine;
      json_object_set_member (result, key, json_node_copy (value));
    }
  json_node_take_object (root, result);
  set_result (fixture, json_to_string (root, FALSE));

  for (int i = 0; i < N_SIDES; i++)
    g_object_unref (parsers[i]);
}

/* JavaScript. */

typedef struct
{
  GSubprocess *process;         /* (nullable): only with --peers */
  GDataInputStream *answers;
  char *path;
} Peer;

static char *
read_line (Peer *peer)
{
  char *line = g_data_input_stream_read_line (peer->answers, NULL, NULL, NULL);

  if (line == NULL)
    g_error ("The JavaScript peer ended");

  return line;
}

static void
peer_start (Peer    *peer,
            Fixture *fixture)
{
  g_autofree char *script = g_build_filename (BENCH_SOURCE, "peers", "merge.cjs", NULL);
  g_autofree char *lines = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  if (g_getenv ("BENCH_PEERS") == NULL)
    return;

  fd = g_file_open_tmp ("bench-merge-XXXXXX", &peer->path, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  lines = g_strjoin ("\n", fixture->texts[BASE], fixture->texts[MINE], fixture->texts[SERVER], NULL);
  g_file_set_contents (peer->path, lines, -1, &error);
  g_assert_no_error (error);

  peer->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, "node", script, peer->path, NULL);
  g_assert_no_error (error);
  peer->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (peer->process));
  set_result (fixture, read_line (peer));
}

static double
peer_measure (Peer *peer)
{
  g_autofree char *line = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (peer->process), "\n", 1, NULL, NULL, NULL);
  line = read_line (peer);

  return g_ascii_strtod (line, NULL);
}

static void
peer_stop (Peer *peer)
{
  if (peer->process == NULL)
    return;

  g_output_stream_close (g_subprocess_get_stdin_pipe (peer->process), NULL, NULL);
  g_subprocess_wait (peer->process, NULL, NULL);
  g_unlink (peer->path);
  g_clear_object (&peer->answers);
  g_clear_object (&peer->process);
  g_free (peer->path);
}

/* Both came to the same document as we do. */
static void
check_result (Fixture *fixture)
{
  DwdDecision *decision = decide (fixture);
  const char *doc = dwd_decision_get_doc (decision);
  DwdJsonSpan ours, theirs;

  if (!dwd_json_scan_value (doc, strlen (doc), &ours, NULL) ||
      !dwd_json_scan_value (fixture->result, strlen (fixture->result), &theirs, NULL) ||
      !dwd_merge_values_equal (&ours, &theirs))
    g_error ("The two sides disagree:\n%s\n%s", doc, fixture->result);
  dwd_decision_unref (decision);
}

int
main (int    argc,
      char **argv)
{
  Fixture fixture = { 0 };
  Peer peer = { 0 };
  BenchSeries ours = { 0 };
  BenchSeries trees = { 0 };
  BenchSeries script = { 0 };

  for (int i = 0; i < N_SIDES; i++)
    fixture.texts[i] = make_text (&versions[i]);
  merge_trees (&fixture);
  check_result (&fixture);
  peer_start (&peer, &fixture);
  check_result (&fixture);

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      bench_series_add (&ours, 1 / bench_time_work (merge_texts, &fixture, ROUND_SECONDS));
      bench_series_add (&trees, 1 / bench_time_work (merge_trees, &fixture, ROUND_SECONDS));
      if (peer.process != NULL)
        bench_series_add (&script, peer_measure (&peer));
    }

  g_printerr ("# %" G_GSIZE_FORMAT " bytes, %.3f us against %.3f us\n", strlen (fixture.texts[SERVER]),
              1e6 / bench_series_median (&ours), 1e6 / bench_series_median (&trees));
  bench_print ("merge-json-glib", &ours, "merges/s", &trees, ">=15");
  if (peer.process != NULL)
    bench_print ("merge", &ours, "merges/s", &script, ">=5");

  peer_stop (&peer);
  for (int i = 0; i < N_SIDES; i++)
    g_free (fixture.texts[i]);
  g_free (fixture.result);
  bench_series_clear (&ours);
  bench_series_clear (&trees);
  bench_series_clear (&script);
  return EXIT_SUCCESS;
}
