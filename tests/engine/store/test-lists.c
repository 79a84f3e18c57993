/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-store.h"

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"
#include "support/dwt-wait.h"

#define T0 "2026-11-01 08:00:00"
#define T1 "2026-11-24 10:00:00"
#define T2 "2026-11-24 11:00:00"
#define JOB DWD_DOCTYPE_DISPATCH_JOB

/* What screens ask for: the day, lists of jobs, filters' values, and the query language of scripts. */

typedef struct
{
  const char *name;
  const char *fields;
} JobRow;

static const JobRow JOBS[] = {
  { "JOB-1", "\"title\":\"Boiler\",\"status\":\"Assigned\",\"priority\":\"High\",\"assigned_to\":\"E1\","
    "\"zone\":\"North\",\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"09:00:00\","
    "\"scheduled_end\":\"10:00:00\",\"required_skills\":[{\"skill\":\"Gas\"}],\"customer_name\":\"Ice Rink\"" },
  { "JOB-2", "\"title\":\"Насос течёт\",\"status\":\"Unassigned\",\"priority\":\"Urgent\",\"zone\":\"South\","
    "\"scheduled_date\":\"2026-11-24\",\"required_skills\":[{\"skill\":\"Gas Lines\"}]" },
  { "JOB-3", "\"title\":\"Lamp 100%_\",\"status\":\"Unassigned\",\"priority\":\"Low\"" },
  { "JOB-4", "\"title\":\"Old and open\",\"status\":\"In Progress\",\"priority\":\"Normal\","
    "\"scheduled_date\":\"2026-09-01\",\"scheduled_start\":\"09:00:00\",\"assigned_to\":\"E2\"" },
  { "JOB-5", "\"title\":\"Old and done\",\"status\":\"Completed\",\"priority\":\"Normal\","
    "\"scheduled_date\":\"2026-11-23\",\"scheduled_start\":\"09:00:00\"" },
  { "JOB-6", "\"title\":\"Night before\",\"status\":\"Completed\",\"priority\":\"Normal\","
    "\"scheduled_date\":\"2026-11-23\",\"scheduled_start\":\"22:00:00\",\"scheduled_end\":\"02:00:00\"" },
  { "JOB-7", "\"title\":\"Tomorrow\",\"status\":\"Assigned\",\"priority\":\"Normal\","
    "\"scheduled_date\":\"2026-11-25\",\"scheduled_start\":\"09:00:00\",\"assigned_to\":\"E1\"" },
};

typedef void (*StoreTest) (DwtStore *fixture);

static void
run (gconstpointer data)
{
  StoreTest test = (StoreTest) data;
  DwtStore fixture = { NULL };

  dwt_store_init (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (JOBS); i++)
    {
      g_autofree char *row = dwt_feed_row (JOBS[i].name, T0, T1, JOBS[i].fields);

      dwt_store_apply (&fixture, JOB, row, NULL);
    }
  test (&fixture);
  dwt_store_clear (&fixture);
}

static char *
names_of (GPtrArray *jobs)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < jobs->len; i++)
    g_string_append (names, dwd_job_get_name (g_ptr_array_index (jobs, i)) + 4);
  return g_string_free (names, FALSE);
}

/* The day of 24 November in Almaty. */
#define DAY_START G_GINT64_CONSTANT (1795460400000000)

static DwdDaySnapshot *
load_day (DwtStore *fixture,
          gboolean  people)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DwdDaySnapshot *snapshot = NULL;

  if (people)
    dwd_store_load_people_async (fixture->store, DAY_START, DAY_START + DWD_USEC_PER_DAY, NULL,
                                 dwt_result_cb, &result);
  else
    dwd_store_load_day_async (fixture->store, DAY_START, DAY_START + DWD_USEC_PER_DAY, NULL, NULL,
                              dwt_result_cb, &result);
  snapshot = dwd_store_load_day_finish (fixture->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return snapshot;
}

static void
put (DwtStore   *fixture,
     DwdDoctype  doctype,
     const char *name,
     const char *fields)
{
  g_autofree char *row = dwt_feed_row (name, T0, T1, fields);

  dwt_store_apply (fixture, doctype, row, NULL);
}

static void
test_day_jobs (DwtStore *fixture)
{
  g_autoptr (DwdDaySnapshot) day = load_day (fixture, FALSE);
  g_autofree char *names = names_of (day->jobs);

  /* by place: open from long ago, over midnight into the day, the day, at nine, without any day */
  g_assert_cmpstr (names, ==, "46213");
}

/* What the caller has and what has not changed comes back as the same object. */
static void
test_day_known (DwtStore *fixture)
{
  g_autoptr (DwdDaySnapshot) day = load_day (fixture, FALSE);
  g_autoptr (DwdDaySnapshot) again = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *changed = dwd_job_get_name (g_ptr_array_index (day->jobs, 3));
  g_autofree char *row = dwt_feed_row (changed, T0, T2, "\"title\":\"Another\",\"scheduled_date\":\"2026-11-24\","
                                       "\"scheduled_start\":\"09:00:00\",\"status\":\"Unassigned\"");

  dwt_store_apply (fixture, DWD_DOCTYPE_DISPATCH_JOB, row, NULL);
  dwd_store_load_day_async (fixture->store, DAY_START, DAY_START + DWD_USEC_PER_DAY,
                            g_ptr_array_ref (day->jobs), NULL, dwt_result_cb, &result);
  again = dwd_store_load_day_finish (fixture->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->jobs->len, ==, day->jobs->len);
  for (guint i = 0; i < day->jobs->len; i++)
    g_assert_true ((again->jobs->pdata[i] == day->jobs->pdata[i]) == (i != 3));
}

static void
test_day_people (DwtStore *fixture)
{
  g_autoptr (DwdDaySnapshot) day = NULL;
  DwdTechnician *technician = NULL;
  const DwdCertification *certifications = NULL;
  const DwdSkill *skills = NULL;
  DwdPosition *position = NULL;
  GArray *spans = NULL;
  gsize n = 0;

  put (fixture, DWD_DOCTYPE_EMPLOYEE, "E1", "\"employee_name\":\"Svetlana\",\"status\":\"Active\","
       "\"dispatch_enabled\":1,\"zone\":\"North\",\"skills\":[{\"skill\":\"Gas\",\"proficiency\":4}],"
       "\"certifications\":[{\"certification_type\":\"Gas\",\"expiry_date\":\"2026-12-31\",\"status\":\"Active\"},"
       "{\"certification_type\":\"Old\",\"status\":\"Revoked\"}]");
  put (fixture, DWD_DOCTYPE_EMPLOYEE, "E2", "\"employee_name\":\"Left\",\"status\":\"Left\",\"dispatch_enabled\":1");
  put (fixture, DWD_DOCTYPE_EMPLOYEE, "E3", "\"employee_name\":\"Clerk\",\"status\":\"Active\",\"dispatch_enabled\":0");
  put (fixture, DWD_DOCTYPE_SHIFT_TEMPLATE, "S1", "\"shift_name\":\"Day\"");
  put (fixture, DWD_DOCTYPE_SCHEDULE_ENTRY, "X1", "\"employee\":\"E1\",\"shift_template\":\"S1\","
       "\"date\":\"2026-11-24\",\"start_time\":\"08:00:00\",\"end_time\":\"17:00:00\","
       "\"break_start\":\"12:00:00\",\"break_duration_minutes\":30,\"status\":\"Published\"");
  put (fixture, DWD_DOCTYPE_SCHEDULE_ENTRY, "X2", "\"employee\":\"E1\",\"date\":\"2026-11-23\","
       "\"start_time\":\"22:00:00\",\"end_time\":\"06:00:00\",\"break_start\":\"01:00:00\","
       "\"break_duration_minutes\":15,\"status\":\"Confirmed\"");
  put (fixture, DWD_DOCTYPE_SCHEDULE_ENTRY, "X3", "\"employee\":\"E1\",\"date\":\"2026-11-24\","
       "\"start_time\":\"18:00:00\",\"end_time\":\"19:00:00\",\"status\":\"Draft\"");
  put (fixture, DWD_DOCTYPE_LEAVE_APPLICATION, "L1", "\"employee\":\"E1\",\"from_date\":\"2026-11-20\","
       "\"to_date\":\"2026-11-24\",\"status\":\"Approved\",\"leave_type\":\"Sick\"");
  put (fixture, DWD_DOCTYPE_LEAVE_APPLICATION, "L2", "\"employee\":\"E1\",\"from_date\":\"2026-11-20\","
       "\"to_date\":\"2026-11-25\",\"status\":\"Open\"");
  put (fixture, DWD_DOCTYPE_LEAVE_APPLICATION, "L3", "\"employee\":\"E1\",\"from_date\":\"2026-11-20\","
       "\"to_date\":\"2026-11-23\",\"status\":\"Approved\"");
  put (fixture, DWD_DOCTYPE_TECHNICIAN_LOCATION, "E1", "\"employee\":\"E1\",\"latitude\":51.1,"
       "\"longitude\":71.4,\"recorded_at\":\"2026-11-24 10:00:00\",\"speed_kmh\":30.5");

  day = load_day (fixture, TRUE);
  g_assert_null (day->jobs);
  g_assert_cmpuint (day->technicians->len, ==, 1);
  technician = g_ptr_array_index (day->technicians, 0);
  g_assert_cmpstr (dwd_technician_get_employee_name (technician), ==, "Svetlana");
  skills = dwd_technician_get_skills (technician, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (skills[0].proficiency, ==, 4);
  certifications = dwd_technician_get_certifications (technician, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (certifications[0].active);
  g_assert_cmpint (certifications[0].expires_us, ==, DAY_START + 38 * DWD_USEC_PER_DAY);
  g_assert_false (certifications[1].active);
  g_assert_cmpint (certifications[1].expires_us, ==, DWD_TIME_NONE);

  spans = g_hash_table_lookup (day->spans, "E1");
  g_assert_cmpuint (spans->len, ==, 5);
  g_assert_cmpint (g_array_index (spans, DwdSpan, 0).start_us, ==, DAY_START - 2 * DWD_USEC_PER_HOUR);
  g_assert_cmpint (g_array_index (spans, DwdSpan, 1).start_us, ==, DAY_START + DWD_USEC_PER_HOUR);
  g_assert_cmpint (g_array_index (spans, DwdSpan, 1).kind, ==, DWD_SPAN_BREAK);
  g_assert_cmpstr (g_array_index (spans, DwdSpan, 2).label, ==, "Day");
  g_assert_cmpint (g_array_index (spans, DwdSpan, 4).kind, ==, DWD_SPAN_LEAVE);
  g_assert_cmpint (g_array_index (spans, DwdSpan, 4).end_us, ==, DAY_START + DWD_USEC_PER_DAY);
  position = g_hash_table_lookup (day->positions, "E1");
  g_assert_cmpint (position->recorded_us, ==, DAY_START + 10 * DWD_USEC_PER_HOUR);
  g_assert_cmpfloat (position->speed_kmh, ==, 30.5);
}

static void
test_counts (DwtStore *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 counts[DWD_N_DOCTYPES] = { 7 };

  put (fixture, DWD_DOCTYPE_EMPLOYEE, "E1", NULL);
  dwd_store_count_documents_async (fixture->store, NULL, dwt_result_cb, &result);
  g_assert_true (dwd_store_count_documents_finish (fixture->store, dwt_wait_result (&result), counts,
                                                   &error));
  g_assert_no_error (error);
  for (int i = 0; i < DWD_N_DOCTYPES; i++)
    g_assert_cmpuint (counts[i], ==, i == JOB ? G_N_ELEMENTS (JOBS) : i == DWD_DOCTYPE_EMPLOYEE);
}

static GPtrArray *
load_found (DwtStore   *fixture,
            const char *text,
            guint       offset,
            guint       n_items)
{
  DwdJobQuery query = { .text = (char *) text, .order = DWD_JOB_ORDER_START };
  g_autoptr (DwdPageSource) source = dwd_store_list_jobs (fixture->store, &query);
  DwdPageSourceInterface *iface = DWD_PAGE_SOURCE_GET_IFACE (source);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *jobs = NULL;

  iface->load_async (source, offset, n_items, NULL, dwt_result_cb, &result);
  jobs = iface->load_finish (source, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return jobs;
}

static void
assert_found (DwtStore   *fixture,
              const char *text,
              guint       offset,
              guint       n_jobs,
              const char *first)
{
  g_autoptr (GPtrArray) jobs = load_found (fixture, text, offset, 30);

  g_assert_cmpuint (jobs->len, ==, n_jobs);
  if (n_jobs > 0)
    g_assert_cmpstr (dwd_job_get_name (g_ptr_array_index (jobs, 0)), ==, first);
}

static void
assert_all_found (DwtStore *fixture)
{
  assert_found (fixture, "common", 0, 30, "MANY-0000");
  assert_found (fixture, "common", 2490, 10, "MANY-2490");
  assert_found (fixture, "rare common", 0, 30, "MANY-0049");
  assert_found (fixture, "rare common", 30, 20, "MANY-1549");
  assert_found (fixture, "many-2400", 0, 1, "MANY-2400");
  assert_found (fixture, "nothing", 0, 0, NULL);
}

/* More jobs than a search looks through in the order of the list: rare words, common ones, further pages;
 * with the index of searches, and as if it were laid aside. */
static void
test_search_many (DwtStore *fixture)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  for (guint i = 0; i < 2500; i++)
    {
      g_autofree char *name = g_strdup_printf ("MANY-%04u", i);
      g_autofree char *fields = g_strdup_printf ("\"title\":\"common%s\",\"scheduled_date\":\"2026-12-%02u\","
                                                 "\"scheduled_start\":\"%02u:%02u:00\"",
                                                 i % 50 == 49 ? " rare" : "", i / 1000 + 1,
                                                 i % 1000 / 60, i % 1000 % 60);
      g_autofree char *row = dwt_feed_row (name, T0, T1, fields);

      g_string_append_printf (rows, "%s%s", i > 0 ? "," : "", row);
    }
  dwt_store_apply (fixture, JOB, rows->str, NULL);
  assert_all_found (fixture);

  dwt_store_close (fixture);
  dwt_file_exec (fixture->path, "DROP INDEX dispatch_job_search");
  dwt_store_open (fixture);
  assert_all_found (fixture);
}

typedef struct
{
  DwdJobQuery query;
  const char *expected;
} ListRow;

#define STATUS(name) (1u << DWD_JOB_STATUS_ ## name)
#define PRIORITY(name) (1u << DWD_PRIORITY_ ## name)

static const ListRow LISTS[] = {
  /* orders */
  { { .order = DWD_JOB_ORDER_PRIORITY }, "2145673" },
  { { .order = DWD_JOB_ORDER_START }, "4562173" },
  { { .order = DWD_JOB_ORDER_CREATED }, "1234567" },
  /* filters, alone and together */
  { { .statuses = STATUS (UNASSIGNED) }, "23" },
  { { .statuses = STATUS (UNASSIGNED) | STATUS (ASSIGNED) }, "2173" },
  { { .priorities = PRIORITY (HIGH) | PRIORITY (URGENT) }, "21" },
  { { .zone = "North" }, "1" },
  { { .zone = "Nowhere" }, "" },
  { { .statuses = STATUS (COMPLETED), .zone = "North" }, "" },
  /* a whole skill, not part of one */
  { { .skill = "Gas" }, "1" },
  { { .skill = "Gas Lines" }, "2" },
  /* every word, whatever the case, in number, title or customer */
  { { .text = "boiler" }, "1" },
  { { .text = "  RINK  boil " }, "1" },
  { { .text = "rink lamp" }, "" },
  { { .text = "НАСОС" }, "2" },
  { { .text = "job-4" }, "4" },
  { { .text = "old" }, "45" },
  { { .text = "old", .order = DWD_JOB_ORDER_CREATED }, "45" },
  { { .text = "old", .statuses = STATUS (COMPLETED) }, "5" },
  { { .text = "boiler", .zone = "South" }, "" },
  { { .text = "boiler", .zone = "North", .skill = "Gas" }, "1" },
  /* marks of a pattern are only letters */
  { { .text = "100%_" }, "3" },
  { { .text = "%" }, "3" },
  { { .text = "b_iler" }, "" },
  { { .text = "'; DROP TABLE dispatch_job; --" }, "" },
};

static void
test_lists (DwtStore *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (LISTS); i++)
    {
      g_autoptr (DwdPageSource) source = dwd_store_list_jobs (fixture->store, &LISTS[i].query);
      DwdPageSourceInterface *iface = DWD_PAGE_SOURCE_GET_IFACE (source);
      g_autoptr (GAsyncResult) counted = NULL;
      g_autoptr (GString) names = g_string_new (NULL);
      gssize n = 0;

      iface->count_async (source, NULL, dwt_result_cb, &counted);
      n = iface->count_finish (source, dwt_wait_result (&counted), NULL);
      g_assert_cmpint (n, ==, strlen (LISTS[i].expected));
      /* in pages of two */
      for (guint at = 0; at < n; at += 2)
        {
          g_autoptr (GAsyncResult) loaded = NULL;
          g_autoptr (GPtrArray) jobs = NULL;
          g_autofree char *some = NULL;

          iface->load_async (source, at, 2, NULL, dwt_result_cb, &loaded);
          jobs = iface->load_finish (source, dwt_wait_result (&loaded), NULL);
          some = names_of (jobs);
          g_string_append (names, some);
        }
      g_assert_cmpstr (names->str, ==, LISTS[i].expected);
    }
}

typedef struct
{
  const char *where;
  const char *order;
  const char *expected;   /* NULL: refused */
  const char *named;      /* in the refusal */
} QueryRow;

static const QueryRow QUERIES[] = {
  { NULL, NULL, "1234567", NULL },
  { "status=Assigned", NULL, "17", NULL },
  { "status!=Assigned", "name desc", "65432", NULL },
  { "status=assigned, priority=High", NULL, "1", NULL },
  /* enums compare by rank, dates and members by text, numbers by number */
  { "priority>=High", NULL, "12", NULL },
  { "scheduled_date<2026-11-24,scheduled_date!=\"\"", NULL, "456", NULL },
  { "scheduled_start>09:00:00", NULL, "6", NULL },
  { "zone=", NULL, "34567", NULL },
  { "assigned_to!=", NULL, "147", NULL },
  /* contains */
  { "title~OLD", NULL, "45", NULL },
  { "customer_name~rink", NULL, "1", NULL },
  { "name~job-1", NULL, "1", NULL },
  /* values are values */
  { "title=\"Old and done\"", NULL, "5", NULL },
  { "title=x' OR '1'='1", NULL, "", NULL },
  { "title~\"a,b\"", NULL, "", NULL },
  { NULL, "priority desc, name desc", "2176543", NULL },
  { NULL, "scheduled_date, name", "3456127", NULL },
  { "modified=" T1, NULL, "1234567", NULL },
  /* refusals name what they mean */
  { "colour=red", NULL, NULL, "colour" },
  { "data=1", NULL, NULL, "data" },
  { "id=1) OR (1", NULL, NULL, "id" },
  { "status=Sleeping", NULL, NULL, "Sleeping" },
  { "priority~High", NULL, NULL, "priority" },
  { "nonsense", NULL, NULL, "nonsense" },
  { "=x", NULL, NULL, "" },
  { NULL, "colour", NULL, "colour" },
  { NULL, "name; DROP TABLE dispatch_job", NULL, "DROP TABLE" },
  { NULL, "name sideways", NULL, "sideways" },
};

static void
test_queries (DwtStore *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (QUERIES); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = dwt_store_query (fixture, JOB, QUERIES[i].where, QUERIES[i].order,
                                                    &error);
      g_autoptr (GString) names = g_string_new (NULL);

      if (QUERIES[i].expected == NULL)
        {
          g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
          g_assert_nonnull (strstr (error->message, QUERIES[i].named));
          continue;
        }
      g_assert_no_error (error);
      for (guint j = 0; j < rows->len; j++)
        g_string_append_c (names, strstr (g_ptr_array_index (rows, j), "JOB-")[4]);
      g_assert_cmpstr (names->str, ==, QUERIES[i].expected);
    }
}

static void
test_facets (DwtStore *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) zones = NULL;
  g_auto (GStrv) skills = NULL;
  g_autofree char *joined_zones = NULL;
  g_autofree char *joined_skills = NULL;

  put (fixture, DWD_DOCTYPE_EMPLOYEE, "E1", "\"zone\":\"West\",\"skills\":[{\"skill\":\"Roof\"},{\"skill\":\"Gas\"}]");
  dwt_store_close (fixture);
  dwt_store_open (fixture);
  dwd_store_load_facets_async (fixture->store, dwt_result_cb, &result);
  g_assert_true (dwd_store_load_facets_finish (fixture->store, dwt_wait_result (&result), &zones, &skills,
                                               NULL));
  joined_zones = g_strjoinv (",", zones);
  joined_skills = g_strjoinv (",", skills);
  g_assert_cmpstr (joined_zones, ==, "North,South,West");
  g_assert_cmpstr (joined_skills, ==, "Gas,Gas Lines,Roof");
}

/* Closing drops what nobody will read and finishes what was promised. */
static void
test_closing (DwtStore *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-99", T0, T1, "\"title\":\"last\"");
  g_autofree char *document = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GPtrArray) reads = g_ptr_array_new ();
  GAsyncResult *results[50] = { NULL };
  GAsyncResult *written = NULL;
  guint n_cancelled = 0;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    dwd_store_query_async (fixture->store, JOB, NULL, NULL, 0, NULL, dwt_result_cb, &results[i]);
  dwd_store_apply_delta_async (fixture->store, JOB, dwd_feed_page_scan_row (row, strlen (row), NULL), NULL,
                               dwt_result_cb, &written);
  dwd_store_close_async (fixture->store, dwt_result_cb, &closed);
  g_assert_true (dwd_store_close_finish (fixture->store, dwt_wait_result (&closed), NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) read_error = NULL;
      g_autoptr (GPtrArray) rows = dwd_store_query_finish (fixture->store, dwt_wait_result (&results[i]),
                                                           &read_error);

      g_assert_true (rows != NULL || g_error_matches (read_error, DWD_ERROR, DWD_FAILURE_CANCELLED));
      n_cancelled += rows == NULL;
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_assert_true (dwd_store_apply_delta_finish (fixture->store, dwt_wait_result (&written), NULL, NULL));
  g_object_unref (written);

  /* a call that comes after is told so */
  dwd_store_load_document_async (fixture->store, JOB, "JOB-1", NULL, dwt_result_cb, &late);
  g_assert_null (dwd_store_load_document_finish (fixture->store, dwt_wait_result (&late), &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_CANCELLED);

  g_clear_object (&late);
  g_clear_object (&closed);
  g_clear_object (&fixture->store);
  dwt_store_open (fixture);
  document = dwt_store_document (fixture, JOB, "JOB-99");
  g_assert_nonnull (document);
}

/* Nobody closed it: what was given to it is written all the same. */
static void
test_dropped (DwtStore *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-98", T0, T1, "\"title\":\"last\"");
  g_autofree char *document = NULL;

  dwd_store_apply_delta_async (fixture->store, JOB, dwd_feed_page_scan_row (row, strlen (row), NULL), NULL,
                               NULL, NULL);
  g_clear_object (&fixture->store);
  for (;;)
    {
      g_autoptr (GError) error = NULL;

      fixture->store = dwt_store_try_open (fixture->path, NULL, &error);
      if (fixture->store != NULL)
        break;
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_LOCKED);
    }
  document = dwt_store_document (fixture, JOB, "JOB-98");
  g_assert_nonnull (document);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    StoreTest test;
  } tests[] = {
    { "/store/lists/day-jobs", test_day_jobs },
    { "/store/lists/day-known", test_day_known },
    { "/store/lists/day-people", test_day_people },
    { "/store/lists/jobs", test_lists },
    { "/store/lists/search-many", test_search_many },
    { "/store/lists/counts", test_counts },
    { "/store/lists/queries", test_queries },
    { "/store/lists/facets", test_facets },
    { "/store/lists/closing", test_closing },
    { "/store/lists/dropped", test_dropped },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, run);
  return g_test_run ();
}
