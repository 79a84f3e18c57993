/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "base/dwd-time-text.h"
#include "city/dws-simulation.h"

/*
 * The simulation against a world that only remembers: equal seeds give equal documents, however often
 * the clock is looked at; what a dispatcher does is respected.
 */

#define TEST_TYPE_WORLD (test_world_get_type ())
G_DECLARE_FINAL_TYPE (TestWorld, test_world, TEST, WORLD, GObject)

struct _TestWorld
{
  GObject parent_instance;

  GHashTable *doctypes;     /* DocType → GHashTable: name → JsonObject */
  GHashTable *counters;     /* DocType → number */
  gint64 now_us;
  guint n_fixes;
  double fastest_kmh;
  double longest_jump_m;
  GHashTable *places;       /* employee → DwdPoint */
  GHashTable *heard;        /* employee → gint64 */
};

static void test_world_iface_init (DwsWorldInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestWorld, test_world, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWS_TYPE_WORLD, test_world_iface_init))

static GHashTable *
get_documents (TestWorld * self,
               const char *doctype)
{
  GHashTable *documents = g_hash_table_lookup (self->doctypes, doctype);

  if (documents == NULL)
    {
      documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) json_object_unref);
      g_hash_table_insert (self->doctypes, g_strdup (doctype), documents);
    }

  return documents;
}

static gint64
test_world_get_now (DwsWorld *world)
{
  return TEST_WORLD (world)->now_us;
}

static char *
make_name (TestWorld  *self,
           const char *doctype)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->counters, doctype)) + 1;

  g_hash_table_insert (self->counters, g_strdup (doctype), GUINT_TO_POINTER (number));

  return g_strdup_printf ("%s-%05u", doctype, number);
}

/* What the server fetches into a job: without it nobody could drive there. */
static void
fetch_address (TestWorld  *self,
               JsonObject *document)
{
  const char *name = json_object_get_string_member_with_default (document, "address", NULL);
  JsonObject *address = name != NULL
                          ? g_hash_table_lookup (get_documents (self, "Address"), name) : NULL;

  if (address == NULL)
    return;

  json_object_set_double_member (document, "latitude",
                                 json_object_get_double_member (address, "latitude"));
  json_object_set_double_member (document, "longitude",
                                 json_object_get_double_member (address, "longitude"));
}

static void
merge_member_cb (JsonObject *fields,
                 const char *member,
                 JsonNode   *node,
                 gpointer    document)
{
  json_object_set_member (document, member, json_node_copy (node));
}

static char *
test_world_put (DwsWorld   *world,
                const char *doctype,
                const char *name,
                JsonObject *fields,
                const char *user,
                GError    **error)
{
  TestWorld *self = TEST_WORLD (world);
  g_autofree char *used = name != NULL ? g_strdup (name) : make_name (self, doctype);
  GHashTable *documents = get_documents (self, doctype);
  JsonObject *document = g_hash_table_lookup (documents, used);

  if (document == NULL)
    {
      document = json_object_new ();
      json_object_set_string_member (document, "name", used);
      g_hash_table_insert (documents, g_strdup (used), document);
    }
  json_object_foreach_member (fields, merge_member_cb, document);
  if (g_str_equal (doctype, "Dispatch Job"))
    fetch_address (self, document);
  g_signal_emit_by_name (self, "document-changed", doctype, used, document, user);

  return g_steal_pointer (&used);
}

static gboolean
test_world_remove (DwsWorld   *world,
                   const char *doctype,
                   const char *name,
                   const char *user,
                   GError    **error)
{
  return g_hash_table_remove (get_documents (TEST_WORLD (world), doctype), name);
}

static JsonObject *
test_world_get (DwsWorld   *world,
                const char *doctype,
                const char *name)
{
  JsonObject *document = g_hash_table_lookup (get_documents (TEST_WORLD (world), doctype), name);

  return document != NULL ? json_object_ref (document) : NULL;
}

static int
compare_documents (gconstpointer a,
                   gconstpointer b)
{
  return strcmp (json_object_get_string_member (*(JsonObject **) a, "name"),
                 json_object_get_string_member (*(JsonObject **) b, "name"));
}

static GPtrArray *
test_world_list (DwsWorld   *world,
                 const char *doctype)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  GHashTableIter iter;
  gpointer document;

  g_hash_table_iter_init (&iter, get_documents (TEST_WORLD (world), doctype));
  while (g_hash_table_iter_next (&iter, NULL, &document))
    g_ptr_array_add (list, json_object_ref (document));
  g_ptr_array_sort (list, compare_documents);

  return list;
}

static void
test_world_report (DwsWorld     *world,
                   const DwsFix *fix)
{
  TestWorld *self = TEST_WORLD (world);
  DwdPoint place = { fix->latitude, fix->longitude };
  DwdPoint *before = g_hash_table_lookup (self->places, fix->employee);
  gint64 *heard = g_hash_table_lookup (self->heard, fix->employee);

  g_assert_true (dwd_point_is_valid (&place));
  g_assert_cmpfloat (fix->speed_kmh, >=, 0);
  self->n_fixes += 1;
  if (before != NULL && fix->recorded_us - *heard == DWD_USEC_PER_SEC)
    {
      double jump = dwd_point_distance (before, &place);

      self->longest_jump_m = MAX (self->longest_jump_m, jump);
      if (fix->speed_kmh > 0)
        self->fastest_kmh = MAX (self->fastest_kmh, fix->speed_kmh);
    }
  g_hash_table_insert (self->places, g_strdup (fix->employee), g_memdup2 (&place, sizeof place));
  g_hash_table_insert (self->heard, g_strdup (fix->employee),
                       g_memdup2 (&fix->recorded_us, sizeof fix->recorded_us));
}

static void
test_world_iface_init (DwsWorldInterface *iface)
{
  iface->get_now = test_world_get_now;
  iface->put = test_world_put;
  iface->remove = test_world_remove;
  iface->get = test_world_get;
  iface->list = test_world_list;
  iface->report = test_world_report;
}

static void
test_world_finalize (GObject *object)
{
  TestWorld *self = TEST_WORLD (object);

  g_hash_table_unref (self->doctypes);
  g_hash_table_unref (self->counters);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->heard);

  G_OBJECT_CLASS (test_world_parent_class)->finalize (object);
}

static void
test_world_class_init (TestWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_world_finalize;
}

static void
test_world_init (TestWorld *self)
{
  self->doctypes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_hash_table_unref);
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static DwsCity *
load_city (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  g_autoptr (GError) error = NULL;
  DwsCity *city = dws_city_load (dir, &error);

  g_assert_no_error (error);

  return city;
}

typedef struct
{
  TestWorld *world;
  DwsSimulation *simulation;
  gint64 start_us;
} Life;

static void
begin_life (Life    *life,
            DwsCity *city,
            guint32  seed)
{
  DwsSimulationOptions options = { .seed = seed, .scale = 1 };
  g_autoptr (GError) error = NULL;

  g_assert_true (dwd_time_text_parse_instant ("2026-11-24T05:42:00Z", -1, &life->start_us));
  life->world = g_object_new (TEST_TYPE_WORLD, NULL);
  life->world->now_us = life->start_us;
  options.start_us = life->start_us;
  life->simulation = dws_simulation_new (city, DWS_WORLD (life->world), &options);
  g_assert_true (dws_simulation_populate (life->simulation, &error));
  g_assert_no_error (error);
}

static void
end_life (Life *life)
{
  g_assert_finalize_object (life->simulation);
  g_assert_finalize_object (life->world);
}

static void
live (Life  *life,
      gint64 seconds,
      gint64 step_us)
{
  gint64 end_us = life->world->now_us + seconds * DWD_USEC_PER_SEC;

  while (life->world->now_us < end_us)
    {
      life->world->now_us = MIN (end_us, life->world->now_us + step_us);
      dws_simulation_advance (life->simulation, life->world->now_us);
    }
}

static char *
digest (TestWorld *world)
{
  const char *doctypes[] = { "Organization", "Employee", "Customer", "Address", "Dispatch Job",
                             "Schedule Entry", "Leave Application", "Geofence", "Notification" };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (gsize i = 0; i < G_N_ELEMENTS (doctypes); i++)
    {
      g_autoptr (GPtrArray) documents = test_world_list (DWS_WORLD (world), doctypes[i]);

      for (guint j = 0; j < documents->len; j++)
        {
          g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (),
                                                             g_ptr_array_index (documents, j));
          g_autofree char *text = json_to_string (node, FALSE);

          g_checksum_update (checksum, (const guchar *) text, -1);
        }
    }

  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_same_seed (void)
{
  g_autoptr (DwsCity) city = load_city ();
  const gint64 steps[] = { DWD_USEC_PER_SEC / 10, 7 * DWD_USEC_PER_SEC, 61 * DWD_USEC_PER_SEC };
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      Life life;
      g_autofree char *seen = NULL;

      begin_life (&life, city, 7);
      live (&life, 2 * 3600, steps[i]);
      seen = digest (life.world);
      if (first == NULL)
        first = g_strdup (seen);
      g_assert_cmpstr (seen, ==, first);
      end_life (&life);
    }
}

static void
test_other_seed (void)
{
  g_autoptr (DwsCity) city = load_city ();
  Life seven;
  Life eight;
  g_autofree char *digest_seven = NULL;
  g_autofree char *digest_eight = NULL;

  begin_life (&seven, city, 7);
  begin_life (&eight, city, 8);
  digest_seven = digest (seven.world);
  digest_eight = digest (eight.world);
  g_assert_cmpstr (digest_seven, !=, digest_eight);
  end_life (&seven);
  end_life (&eight);
}

/* The jobs of the big company alone: "some 180 a day". */
static guint
count_jobs (TestWorld  *world,
            const char *date,
            const char *status)
{
  g_autoptr (GPtrArray) jobs = test_world_list (DWS_WORLD (world), "Dispatch Job");
  guint n_jobs = 0;

  for (guint i = 0; i < jobs->len; i++)
    {
      JsonObject *job = g_ptr_array_index (jobs, i);

      if (g_str_equal (json_object_get_string_member (job, "organization"), "ORG-2026-00001") &&
          g_str_equal (json_object_get_string_member (job, "scheduled_date"), date) &&
          (status == NULL || g_str_equal (json_object_get_string_member (job, "status"), status)))
        n_jobs += 1;
    }

  return n_jobs;
}

/* A whole afternoon: most work is done, new work has come, nobody flew. */
static void
test_day (void)
{
  g_autoptr (DwsCity) city = load_city ();
  Life life;

  begin_life (&life, city, 7);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", NULL), >=, 150);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", "Unassigned"), >=, 8);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", "In Progress"), >=, 5);

  g_test_message ("%u at the start", count_jobs (life.world, "2026-11-24", NULL));
  live (&life, 10 * 3600, 30 * DWD_USEC_PER_SEC);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", NULL), >=, 165);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", NULL), <=, 200);
  g_assert_cmpuint (count_jobs (life.world, "2026-11-24", "Completed"), >=, 130);
  g_assert_cmpuint (life.world->n_fixes, >, 24 * 3600);
  g_test_message ("%u fixes, at most %.0f km/h and %.0f m in a second", life.world->n_fixes,
                  life.world->fastest_kmh, life.world->longest_jump_m);
  g_assert_cmpfloat (life.world->fastest_kmh, <, 120);
  end_life (&life);
}

/* A dispatcher takes the job of somebody who is driving to it: the driver stops, and does another. */
static void
test_taken_away (void)
{
  g_autoptr (DwsCity) city = load_city ();
  Life life;
  g_autofree char *taken = NULL;
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autoptr (JsonObject) after = NULL;

  begin_life (&life, city, 7);
  while (taken == NULL)
    {
      g_autoptr (GPtrArray) jobs = NULL;

      live (&life, 60, DWD_USEC_PER_SEC);
      jobs = test_world_list (DWS_WORLD (life.world), "Dispatch Job");
      for (guint i = 0; i < jobs->len && taken == NULL; i++)
        {
          JsonObject *job = g_ptr_array_index (jobs, i);

          if (g_str_equal (json_object_get_string_member (job, "status"), "En Route"))
            taken = g_strdup (json_object_get_string_member (job, "name"));
        }
      g_assert_cmpint (life.world->now_us - life.start_us, <, 3 * DWD_USEC_PER_HOUR);
    }

  json_object_set_string_member (fields, "status", "Cancelled");
  g_free (test_world_put (DWS_WORLD (life.world), "Dispatch Job", taken, fields, "ana@astana.example",
                          NULL));
  live (&life, 3600, DWD_USEC_PER_SEC);
  after = test_world_get (DWS_WORLD (life.world), "Dispatch Job", taken);
  g_assert_cmpstr (json_object_get_string_member (after, "status"), ==, "Cancelled");
  end_life (&life);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/city/life/same-seed", test_same_seed);
  g_test_add_func ("/city/life/other-seed", test_other_seed);
  g_test_add_func ("/city/life/day", test_day);
  g_test_add_func ("/city/life/taken-away", test_taken_away);

  return g_test_run ();
}
