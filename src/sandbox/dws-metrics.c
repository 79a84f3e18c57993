/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-metrics.h"

typedef enum
{
  KIND_COUNTER,
  KIND_GAUGE,
  KIND_SECONDS,   /* histograms */
  KIND_BYTES,
} MetricKind;

typedef struct
{
  const char *name;
  MetricKind kind;
  const char *help;
} Family;

static const Family families[DWS_N_METRICS] =
{
  [DWS_METRIC_HTTP_REQUESTS] =
  { "http_requests_total", KIND_COUNTER, "Requests answered." },
  [DWS_METRIC_HTTP_DURATION] =
  { "http_request_duration_seconds", KIND_SECONDS, "Time from the request's head to its answer." },
  [DWS_METRIC_HTTP_ACTIVE] =
  { "http_active_requests", KIND_GAUGE, "Requests being answered now." },
  [DWS_METRIC_HTTP_REQUEST_BYTES] =
  { "http_request_size_bytes", KIND_BYTES, "Bytes of request bodies." },
  [DWS_METRIC_HTTP_RESPONSE_BYTES] =
  { "http_response_size_bytes", KIND_BYTES, "Bytes of answer bodies." },
  [DWS_METRIC_SYNC_DELTAS] =
  { "sync_deltas_total", KIND_COUNTER, "Committed changes of documents." },
  [DWS_METRIC_SYNC_CONFLICTS] =
  { "sync_conflicts_total", KIND_COUNTER, "Operations refused for a stale base." },
  [DWS_METRIC_SYNC_OPERATIONS] =
  { "sync_operations_total", KIND_COUNTER, "Operations of batch writes by their result." },
  [DWS_METRIC_SOCKET_CONNECTIONS] =
  { "socketio_connections_total", KIND_COUNTER, "Sockets that joined a namespace." },
  [DWS_METRIC_SOCKET_SOCKETS] =
  { "socketio_sockets", KIND_GAUGE, "Sockets connected now." },
  [DWS_METRIC_SOCKET_ROOMS] =
  { "socketio_rooms", KIND_GAUGE, "Subscriptions held now." },
  [DWS_METRIC_SOCKET_PUBLISHED] =
  { "socketio_messages_published_total", KIND_COUNTER, "Events published." },
  [DWS_METRIC_SOCKET_DELIVERED] =
  { "socketio_messages_delivered_total", KIND_COUNTER, "Events handed to sockets." },
  [DWS_METRIC_DOCUMENTS] =
  { "sandbox_documents", KIND_GAUGE, "Living documents." },
};

static const double second_buckets[] = { .01, .05, .1, .25, .5, 1, 2.5, 5, 10 };
static const double byte_buckets[] = { 256, 4096, 65536, 1048576, 26214400 };

#define MAX_BUCKETS G_N_ELEMENTS (second_buckets)
#define MAX_SERIES 2000

typedef struct
{
  double value;                   /* or the sum */
  guint64 count;
  guint64 buckets[MAX_BUCKETS];   /* not cumulative */
} Sample;

struct _DwsMetrics
{
  GHashTable *samples[DWS_N_METRICS];   /* (owned): labels text → Sample */
};

DwsMetrics *
dws_metrics_new (void)
{
  DwsMetrics *self = g_new0 (DwsMetrics, 1);

  for (guint i = 0; i < DWS_N_METRICS; i++)
    self->samples[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
dws_metrics_free (DwsMetrics *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < DWS_N_METRICS; i++)
    g_hash_table_unref (self->samples[i]);
  g_free (self);
}

static char *
format_labels (va_list args)
{
  GString *out = g_string_new (NULL);
  const char *key;

  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *value = va_arg (args, const char *);

      g_string_append_printf (out, "%s%s=\"", out->len > 0 ? "," : "", key);
      for (const char *p = value == NULL ? "" : value; *p != '\0'; p++)
        {
          if (*p == '\n')
            g_string_append (out, "\\n");
          else if (*p == '"' || *p == '\\')
            g_string_append_printf (out, "\\%c", *p);
          else
            g_string_append_c (out, *p);
        }
      g_string_append_c (out, '"');
    }

  return g_string_free (out, FALSE);
}

/* %NULL where a flood of different labels would eat the memory. */
static Sample *
get_sample (DwsMetrics *self,
            DwsMetric   metric,
            va_list     args)
{
  g_autofree char *labels = format_labels (args);
  Sample *sample = g_hash_table_lookup (self->samples[metric], labels);

  if (sample == NULL && g_hash_table_size (self->samples[metric]) < MAX_SERIES)
    {
      sample = g_new0 (Sample, 1);
      g_hash_table_insert (self->samples[metric], g_steal_pointer (&labels), sample);
    }

  return sample;
}

void
dws_metrics_add (DwsMetrics *self,
                 DwsMetric   metric,
                 double      value,
                 ...)
{
  va_list args;
  Sample *sample;

  va_start (args, value);
  sample = get_sample (self, metric, args);
  va_end (args);

  if (sample != NULL)
    sample->value += value;
}

void
dws_metrics_set (DwsMetrics *self,
                 DwsMetric   metric,
                 double      value,
                 ...)
{
  va_list args;
  Sample *sample;

  va_start (args, value);
  sample = get_sample (self, metric, args);
  va_end (args);

  if (sample != NULL)
    sample->value = value;
}

static const double *
get_buckets (MetricKind kind,
             gsize     *n_buckets)
{
  *n_buckets = kind == KIND_SECONDS ? G_N_ELEMENTS (second_buckets) : G_N_ELEMENTS (byte_buckets);

  return kind == KIND_SECONDS ? second_buckets : byte_buckets;
}

void
dws_metrics_observe (DwsMetrics *self,
                     DwsMetric   metric,
                     double      value,
                     ...)
{
  gsize n_buckets = 0;
  const double *buckets = get_buckets (families[metric].kind, &n_buckets);
  va_list args;
  Sample *sample;

  va_start (args, value);
  sample = get_sample (self, metric, args);
  va_end (args);

  if (sample == NULL)
    return;

  sample->value += value;
  sample->count++;
  for (gsize i = 0; i < n_buckets; i++)
    {
      if (value <= buckets[i])
        {
          sample->buckets[i]++;
          break;
        }
    }
}

static void
append_number (GString *out,
               double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
}

static void
append_histogram (GString      *out,
                  const Family *family,
                  const char   *labels,
                  const Sample *sample)
{
  gsize n_buckets = 0;
  const double *buckets = get_buckets (family->kind, &n_buckets);
  const char *comma = *labels == '\0' ? "" : ",";
  guint64 below = 0;

  for (gsize i = 0; i < n_buckets; i++)
    {
      below += sample->buckets[i];
      g_string_append_printf (out, "%s_bucket{%s%sle=\"", family->name, labels, comma);
      append_number (out, buckets[i]);
      g_string_append_printf (out, "\"} %" G_GUINT64_FORMAT "\n", below);
    }

  g_string_append_printf (out, "%s_bucket{%s%sle=\"+Inf\"} %" G_GUINT64_FORMAT "\n",
                          family->name, labels, comma, sample->count);
  g_string_append_printf (out, "%s_sum{%s} ", family->name, labels);
  append_number (out, sample->value);
  g_string_append_printf (out, "\n%s_count{%s} %" G_GUINT64_FORMAT "\n",
                          family->name, labels, sample->count);
}

static void
append_family (GString      *out,
               const Family *family,
               GHashTable   *samples)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (samples),
                                        (GCompareFunc) g_strcmp0);
  const char *type = family->kind == KIND_COUNTER ? "counter" :
                     family->kind == KIND_GAUGE ? "gauge" : "histogram";

  if (keys == NULL)
    return;

  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s %s\n",
                          family->name, family->help, family->name, type);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *labels = l->data;
      const Sample *sample = g_hash_table_lookup (samples, labels);

      if (family->kind == KIND_SECONDS || family->kind == KIND_BYTES)
        {
          append_histogram (out, family, labels, sample);
          continue;
        }

      g_string_append (out, family->name);
      if (*labels != '\0')
        g_string_append_printf (out, "{%s}", labels);
      g_string_append_c (out, ' ');
      append_number (out, sample->value);
      g_string_append_c (out, '\n');
    }
}

/**
 * dws_metrics_format:
 *
 * Returns: (transfer full): everything in text format 0.0.4
 */
char *
dws_metrics_format (DwsMetrics *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < DWS_N_METRICS; i++)
    append_family (out, &families[i], self->samples[i]);

  return g_string_free (out, FALSE);
}
