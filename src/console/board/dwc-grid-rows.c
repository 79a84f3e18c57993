/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-rows.h"

#include <math.h>
#include <string.h>

struct _DwcGridRows
{
  GObject parent_instance;

  DwdBoard *board;             /* (owned) */
  GArray *rows;                /* (owned) (element-type DwcGridRowData) */
  GHashTable *tracks;          /* (owned): employee → DwcGridTrack, those of collapsed groups too */
  GHashTable *employee_of;     /* (owned): name of a job → employee whose track holds it */
  GHashTable *collapsed;       /* (owned): set of zones */
  GHashTable *positions;       /* (owned): employee → position in rows + 1 */
  guint n_technicians;
  int row_height;
  int lane_height;
  int group_height;
  int height;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwcGridRows, dwc_grid_rows, G_TYPE_OBJECT)

static void
clear_row (gpointer data)
{
  DwcGridRowData *row = data;

  g_clear_pointer (&row->zone, g_free);
  g_clear_object (&row->technician);
}

static DwcGridRowData *
peek_row (DwcGridRows *self,
          guint        position)
{
  return &g_array_index (self->rows, DwcGridRowData, position);
}

static void
load_track (DwcGridRows *self,
            const char  *employee)
{
  DwcGridTrack *track = g_hash_table_lookup (self->tracks, employee);
  gpointer key;

  if (track == NULL)
    {
      track = dwc_grid_track_new ();
      g_hash_table_insert (self->tracks, g_strdup (employee), track);
    }

  dwc_grid_track_load (track, self->board, employee);
  g_hash_table_lookup_extended (self->tracks, employee, &key, NULL);
  for (guint i = 0; i < dwc_grid_track_get_n_items (track); i++)
    {
      DwdJob *job = dwc_grid_track_get_item (track, i)->job;

      g_hash_table_insert (self->employee_of, g_strdup (dwd_job_get_name (job)), key);
    }
}

static void
lay_out (DwcGridRows *self)
{
  int y = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      DwcGridRowData *row = peek_row (self, i);
      guint n_lanes;

      row->y = y;
      row->height = self->group_height;
      if (row->kind == DWC_GRID_ROW_TECHNICIAN)
        {
          n_lanes = dwc_grid_track_get_n_lanes (row->track);
          row->height = self->row_height + (int) (n_lanes - 1) * self->lane_height;
        }

      y += row->height;
    }

  self->height = y;
}

static guint
add_group (DwcGridRows *self,
           const char  *zone)
{
  DwcGridRowData row = {
    .kind = DWC_GRID_ROW_GROUP,
    .zone = g_strdup (zone),
    .utilisation = NAN,
    .collapsed = g_hash_table_contains (self->collapsed, zone),
  };

  g_array_append_val (self->rows, row);

  return self->rows->len - 1;
}

static void
add_technician (DwcGridRows   *self,
                DwdTechnician *technician)
{
  const char *employee = dwd_technician_get_name (technician);
  DwcGridRowData row = {
    .kind = DWC_GRID_ROW_TECHNICIAN,
    .zone = g_strdup (dwd_technician_get_zone (technician)),
    .technician = g_object_ref (technician),
    .track = g_hash_table_lookup (self->tracks, employee),
  };

  g_array_append_val (self->rows, row);
  g_hash_table_insert (self->positions, (gpointer) employee, GUINT_TO_POINTER (self->rows->len));
}

/* The rows that are there, from the technicians and what is collapsed; the tracks exist. */
static void
rebuild_rows (DwcGridRows *self)
{
  GListModel *technicians = dwd_board_get_technicians (self->board);
  guint n = g_list_model_get_n_items (technicians);
  guint group = 0;

  g_hash_table_remove_all (self->positions);
  g_array_set_size (self->rows, 0);
  self->n_technicians = n;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DwdTechnician) technician = g_list_model_get_item (technicians, i);
      const char *zone = dwd_technician_get_zone (technician);

      if (i == 0 || strcmp (peek_row (self, group)->zone, zone) != 0)
        group = add_group (self, zone);

      peek_row (self, group)->n_technicians++;
      if (!peek_row (self, group)->collapsed)
        add_technician (self, technician);
    }
}

/* The mean of those who work: a person on leave makes no team less busy. */
static void
measure_utilisation (DwcGridRows *self)
{
  GListModel *technicians = dwd_board_get_technicians (self->board);
  guint n = g_list_model_get_n_items (technicians);
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree double *sums = g_new0 (double, MAX (1, self->rows->len));
  g_autofree guint *counts = g_new0 (guint, MAX (1, self->rows->len));

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (peek_row (self, i)->kind == DWC_GRID_ROW_GROUP)
        g_hash_table_insert (groups, peek_row (self, i)->zone, GUINT_TO_POINTER (i));
    }

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DwdTechnician) technician = g_list_model_get_item (technicians, i);
      const char *employee = dwd_technician_get_name (technician);
      double used = dwd_board_get_utilisation (self->board, employee);
      guint group = GPOINTER_TO_UINT (g_hash_table_lookup (groups,
                                                           dwd_technician_get_zone (technician)));
      guint position = GPOINTER_TO_UINT (g_hash_table_lookup (self->positions, employee));

      if (position > 0)
        peek_row (self, position - 1)->utilisation = used;
      if (!isnan (used))
        {
          sums[group] += used;
          counts[group]++;
        }
    }

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (peek_row (self, i)->kind == DWC_GRID_ROW_GROUP)
        peek_row (self, i)->utilisation = counts[i] > 0 ? sums[i] / counts[i] : NAN;
    }
}

static void
update (DwcGridRows *self)
{
  measure_utilisation (self);
  lay_out (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
load_everything (DwcGridRows *self)
{
  GListModel *technicians = dwd_board_get_technicians (self->board);
  guint n = g_list_model_get_n_items (technicians);

  g_array_set_size (self->rows, 0);
  g_hash_table_remove_all (self->positions);
  g_hash_table_remove_all (self->employee_of);
  g_hash_table_remove_all (self->tracks);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DwdTechnician) technician = g_list_model_get_item (technicians, i);

      load_track (self, dwd_technician_get_name (technician));
    }

  rebuild_rows (self);
}

static void
technicians_changed_cb (DwdBoard    *board,
                        DwcGridRows *self)
{
  load_everything (self);
  update (self);
}

/* Only the technicians whose jobs changed are looked at again: those who had them, and those who
 * have them now. */
static void
reload_some (DwcGridRows *self,
             GHashTable  *names)
{
  g_autoptr (GHashTable) employees = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name, employee;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      DwdJob *job = dwd_board_lookup_job (self->board, name);
      const char *before = g_hash_table_lookup (self->employee_of, name);

      if (before != NULL)
        g_hash_table_add (employees, g_strdup (before));
      if (job != NULL && g_hash_table_contains (self->tracks, dwd_job_get_assigned_to (job)))
        g_hash_table_add (employees, g_strdup (dwd_job_get_assigned_to (job)));
      g_hash_table_remove (self->employee_of, name);
    }

  g_hash_table_iter_init (&iter, employees);
  while (g_hash_table_iter_next (&iter, &employee, NULL))
    load_track (self, employee);
}

static void
jobs_changed_cb (DwdBoard    *board,
                 GHashTable  *names,
                 DwcGridRows *self)
{
  if (names == NULL)
    load_everything (self);
  else
    reload_some (self, names);

  update (self);
}

static void
dwc_grid_rows_dispose (GObject *object)
{
  DwcGridRows *self = DWC_GRID_ROWS (object);

  if (self->board != NULL)
    g_signal_handlers_disconnect_by_data (self->board, self);
  g_clear_object (&self->board);

  G_OBJECT_CLASS (dwc_grid_rows_parent_class)->dispose (object);
}

static void
dwc_grid_rows_finalize (GObject *object)
{
  DwcGridRows *self = DWC_GRID_ROWS (object);

  g_array_unref (self->rows);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->employee_of);
  g_hash_table_unref (self->tracks);
  g_hash_table_unref (self->collapsed);

  G_OBJECT_CLASS (dwc_grid_rows_parent_class)->finalize (object);
}

static void
dwc_grid_rows_class_init (DwcGridRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwc_grid_rows_dispose;
  object_class->finalize = dwc_grid_rows_finalize;

  /**
   * DwcGridRows::changed:
   *
   * Rows, their order, heights or bars are different; what was borrowed from them is gone.
   */
  signals[CHANGED] = g_signal_new ("changed", DWC_TYPE_GRID_ROWS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwc_grid_rows_init (DwcGridRows *self)
{
  self->rows = g_array_new (FALSE, TRUE, sizeof (DwcGridRowData));
  g_array_set_clear_func (self->rows, clear_row);
  self->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) dwc_grid_track_free);
  self->employee_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->collapsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->positions = g_hash_table_new (g_str_hash, g_str_equal);
  self->row_height = 36;
  self->lane_height = 32;
  self->group_height = 24;
}

/**
 * dwc_grid_rows_new:
 * @board: the board to follow
 *
 * Returns: (transfer full): its rows
 */
DwcGridRows *
dwc_grid_rows_new (DwdBoard *board)
{
  DwcGridRows *self;

  g_return_val_if_fail (DWD_IS_BOARD (board), NULL);

  self = g_object_new (DWC_TYPE_GRID_ROWS, NULL);
  self->board = g_object_ref (board);
  g_signal_connect (board, "technicians-changed", G_CALLBACK (technicians_changed_cb), self);
  g_signal_connect (board, "jobs-changed", G_CALLBACK (jobs_changed_cb), self);
  load_everything (self);
  measure_utilisation (self);
  lay_out (self);

  return self;
}

/**
 * dwc_grid_rows_set_heights:
 * @self: the rows
 * @row_height: of a technician with one lane, in pixels
 * @lane_height: of each further lane
 * @group_height: of a group's head
 *
 * Lays the rows out anew; does not emit "changed", the caller knows.
 */
void
dwc_grid_rows_set_heights (DwcGridRows *self,
                           int          row_height,
                           int          lane_height,
                           int          group_height)
{
  g_return_if_fail (DWC_IS_GRID_ROWS (self));

  self->row_height = row_height;
  self->lane_height = lane_height;
  self->group_height = group_height;
  lay_out (self);
}

guint
dwc_grid_rows_get_n_rows (DwcGridRows *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), 0);

  return self->rows->len;
}

/* All of them, those of collapsed groups too. */
guint
dwc_grid_rows_get_n_technicians (DwcGridRows *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), 0);

  return self->n_technicians;
}

/**
 * dwc_grid_rows_get_row:
 * @self: the rows
 * @position: which
 *
 * Returns: (transfer none): the row, good until "changed"
 */
const DwcGridRowData *
dwc_grid_rows_get_row (DwcGridRows *self,
                       guint        position)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), NULL);
  g_return_val_if_fail (position < self->rows->len, NULL);

  return peek_row (self, position);
}

int
dwc_grid_rows_get_height (DwcGridRows *self)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), 0);

  return self->height;
}

/**
 * dwc_grid_rows_find_at:
 * @self: the rows
 * @y: a place from the top of the first row
 *
 * Returns: the row there; the first or last one where @y lies outside, 0 where there are none
 */
guint
dwc_grid_rows_find_at (DwcGridRows *self,
                       int          y)
{
  guint low = 0, high;

  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), 0);

  high = self->rows->len;
  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (peek_row (self, middle)->y <= y)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * dwc_grid_rows_find_technician:
 * @self: the rows
 * @employee: (nullable): a technician
 *
 * Returns: the position of the row, -1 where there is none or its group is collapsed
 */
int
dwc_grid_rows_find_technician (DwcGridRows *self,
                               const char  *employee)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), -1);

  if (employee == NULL)
    return -1;

  return GPOINTER_TO_INT (g_hash_table_lookup (self->positions, employee)) - 1;
}

int
dwc_grid_rows_find_group (DwcGridRows *self,
                          const char  *zone)
{
  g_return_val_if_fail (DWC_IS_GRID_ROWS (self), -1);

  for (guint i = 0; i < self->rows->len; i++)
    {
      if (peek_row (self, i)->kind == DWC_GRID_ROW_GROUP
          && g_strcmp0 (peek_row (self, i)->zone, zone) == 0)
        return (int) i;
    }

  return -1;
}

/**
 * dwc_grid_rows_is_on_shift:
 * @self: the rows
 *
 * Returns: whether anybody works at all in the board's range
 */
gboolean
dwc_grid_rows_is_on_shift (DwcGridRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (!isnan (peek_row (self, i)->utilisation))
        return TRUE;
    }

  return FALSE;
}

/**
 * dwc_grid_rows_set_collapsed:
 * @self: the rows
 * @zone: the group
 * @collapsed: whether its technicians are hidden
 */
void
dwc_grid_rows_set_collapsed (DwcGridRows *self,
                             const char  *zone,
                             gboolean     collapsed)
{
  g_return_if_fail (DWC_IS_GRID_ROWS (self));
  g_return_if_fail (zone != NULL);

  if (g_hash_table_contains (self->collapsed, zone) == !!collapsed)
    return;

  if (collapsed)
    g_hash_table_add (self->collapsed, g_strdup (zone));
  else
    g_hash_table_remove (self->collapsed, zone);

  rebuild_rows (self);
  update (self);
}
