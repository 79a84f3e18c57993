/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-world.h"
#include "dws-city.h"

G_BEGIN_DECLS

#define DWS_TYPE_SIMULATION (dws_simulation_get_type ())

/*
 * The seeded life of the city on the sandbox's clock: customers call, jobs arrive, technicians drive
 * along streets, work, run late and lose their signal. Equal seeds, clocks and writes give equal
 * documents. It reacts to what dispatchers write through the world's "document-changed".
 */
G_DECLARE_FINAL_TYPE (DwsSimulation, dws_simulation, DWS, SIMULATION, GObject)

typedef struct
{
  guint32 seed;
  guint scale;            /* 1: 24 technicians and some 180 jobs a day */
  gint64 start_us;        /* the sandbox's clock when it begins */
  gint64 report_interval_us;    /* between two positions of one technician, its clock; 0: a second */
} DwsSimulationOptions;

DwsSimulation *dws_simulation_new (DwsCity                    *city,
                                   DwsWorld                   *world,
                                   const DwsSimulationOptions *options);
/* Writes organisations, employees, customers, addresses, shifts, jobs of the days around the start,
 * with the day's history up to the start already played. Does nothing on a world that has them. */
gboolean       dws_simulation_populate (DwsSimulation *self,
                                        GError       **error);
/* Brings the city up to @now_us in steps of at most a second of its clock. */
void           dws_simulation_advance (DwsSimulation *self,
                                       gint64         now_us);

G_END_DECLS
