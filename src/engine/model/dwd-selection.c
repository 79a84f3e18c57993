/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-selection.h"

struct _DwdSelection
{
  GObject parent_instance;

  char *job;             /* (owned) (nullable) */
  char *technician;      /* (owned) (nullable) */
};

typedef enum
{
  PROP_JOB = 1,
  PROP_TECHNICIAN,
} DwdSelectionProperty;

static GParamSpec *properties[PROP_TECHNICIAN + 1];

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdSelection, dwd_selection, G_TYPE_OBJECT)

static void
set_both (DwdSelection *self,
          const char   *job,
          const char   *technician)
{
  gboolean job_changed = g_strcmp0 (self->job, job) != 0;
  gboolean technician_changed = g_strcmp0 (self->technician, technician) != 0;

  if (!job_changed && !technician_changed)
    return;

  if (job_changed)
    {
      g_free (self->job);
      self->job = g_strdup (job);
    }
  if (technician_changed)
    {
      g_free (self->technician);
      self->technician = g_strdup (technician);
    }

  g_object_freeze_notify (G_OBJECT (self));
  if (job_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
  if (technician_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TECHNICIAN]);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
dwd_selection_finalize (GObject *object)
{
  DwdSelection *self = DWD_SELECTION (object);

  g_free (self->job);
  g_free (self->technician);

  G_OBJECT_CLASS (dwd_selection_parent_class)->finalize (object);
}

static void
dwd_selection_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  DwdSelection *self = DWD_SELECTION (object);

  switch ((DwdSelectionProperty) prop_id)
    {
    case PROP_JOB:
      g_value_set_string (value, self->job);
      break;

    case PROP_TECHNICIAN:
      g_value_set_string (value, self->technician);
      break;
    }
}

static void
dwd_selection_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  DwdSelection *self = DWD_SELECTION (object);

  switch ((DwdSelectionProperty) prop_id)
    {
    case PROP_JOB:
      dwd_selection_select_job (self, g_value_get_string (value));
      break;

    case PROP_TECHNICIAN:
      dwd_selection_select_technician (self, g_value_get_string (value));
      break;
    }
}

static void
dwd_selection_class_init (DwdSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = dwd_selection_finalize;
  object_class->get_property = dwd_selection_get_property;
  object_class->set_property = dwd_selection_set_property;

  properties[PROP_JOB] = g_param_spec_string ("job", NULL, NULL, NULL, flags);
  properties[PROP_TECHNICIAN] = g_param_spec_string ("technician", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * DwdSelection::changed:
   *
   * Another job or technician, or nothing, is selected. Not coalesced: every view paints the new
   * selection in the same frame.
   */
  signals[CHANGED] = g_signal_new ("changed", DWD_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwd_selection_init (DwdSelection *self)
{
}

DwdSelection *
dwd_selection_new (void)
{
  return g_object_new (DWD_TYPE_SELECTION, NULL);
}

const char *
dwd_selection_get_job (DwdSelection *self)
{
  g_return_val_if_fail (DWD_IS_SELECTION (self), NULL);

  return self->job;
}

const char *
dwd_selection_get_technician (DwdSelection *self)
{
  g_return_val_if_fail (DWD_IS_SELECTION (self), NULL);

  return self->technician;
}

/**
 * dwd_selection_select_job:
 * @self: the selection
 * @name: (nullable): a job, or %NULL to select nothing
 */
void
dwd_selection_select_job (DwdSelection *self,
                          const char   *name)
{
  g_return_if_fail (DWD_IS_SELECTION (self));

  set_both (self, name, NULL);
}

void
dwd_selection_select_technician (DwdSelection *self,
                                 const char   *employee)
{
  g_return_if_fail (DWD_IS_SELECTION (self));

  set_both (self, NULL, employee);
}

void
dwd_selection_clear (DwdSelection *self)
{
  g_return_if_fail (DWD_IS_SELECTION (self));

  set_both (self, NULL, NULL);
}
