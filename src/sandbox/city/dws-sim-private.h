/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <json-glib/json-glib.h>

#include "base/dwd-zone.h"
#include "dws-sim-catalogue.h"
#include "dws-simulation.h"
#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

#define DWS_SIM_ORGANIZATION "ORG-2026-00001"
#define DWS_SIM_OTHER_ORGANIZATION "ORG-2026-00002"
#define DWS_SIM_DISPATCHER "ana@astana.example"

/*
 * Every accident of the city is a number drawn from the seed, the name of the thing it happens to
 * and the kind of accident. Nothing depends on the order of events, so that a dispatcher's
 * interference changes only what it touches, and a restart draws the same numbers again.
 */
typedef enum
{
  DWS_DRAW_WORK = 1,        /* which kind of work */
  DWS_DRAW_CUSTOMER,
  DWS_DRAW_DURATION,        /* planned */
  DWS_DRAW_PRIORITY,
  DWS_DRAW_SLACK,           /* between two planned jobs */
  DWS_DRAW_WINDOW,
  DWS_DRAW_DAY,
  DWS_DRAW_SET_OUT,         /* late or early to leave */
  DWS_DRAW_DRIVE,           /* traffic */
  DWS_DRAW_SETTLE,          /* from arriving to starting */
  DWS_DRAW_WORK_FACTOR,     /* actual against planned duration */
  DWS_DRAW_CANCEL,
  DWS_DRAW_PART,
  DWS_DRAW_SILENCE,         /* losing the signal */
  DWS_DRAW_ARRIVAL,         /* new jobs */
  DWS_DRAW_ADDRESS,
  DWS_DRAW_CHANGE,          /* an address is corrected */
  DWS_DRAW_NAME,
  DWS_DRAW_SKILL,
  DWS_DRAW_PHONE,
} DwsDraw;

typedef struct
{
  char *name;                /* (owned) document */
  char *address_name;        /* (owned) document */
  char *title;               /* (owned) */
  char *organization;        /* (owned) */
  char *zone;                /* (owned) */
  DwdPoint point;
} DwsSimCustomer;

typedef struct
{
  char *name;                 /* (owned) */
  char *organization;         /* (owned) */
  char *assigned_to;          /* (owned): "" for nobody */
  char *title;                /* (owned) */
  DwdPoint point;
  DwdJobStatus status;
  DwdPriority priority;
  gint64 date_us;             /* local midnight */
  gint64 start_us;            /* DWD_TIME_NONE without a time */
  gint64 duration_us;
  gint64 actual_start_us;
  gboolean noted_late;
} DwsSimJob;

/* The life of a technician on duty; see dws-sim-technician.c. */
typedef enum
{
  DWS_SIM_OFF,
  DWS_SIM_IDLE,
  DWS_SIM_DRIVING,
  DWS_SIM_SETTLING,    /* arrived, not yet at work */
  DWS_SIM_WORKING,
} DwsSimState;

typedef struct
{
  char *name;                  /* (owned) */
  char *employee_name;         /* (owned) */
  char *organization;          /* (owned) */
  char *zone;                  /* (owned) */
  char **skills;               /* (owned) */
  int trade;
  DwdPoint home;

  DwsSimState state;
  DwdPoint point;
  double heading;              /* NAN: standing */
  double speed_kmh;
  double battery;
  char *job;                   /* (owned) (nullable): the one being driven to or worked on */
  DwsRoute *route;             /* (owned) (nullable) */
  double route_factor;         /* actual over planned driving time */
  gint64 since_us;             /* of the state */
  gint64 until_us;             /* of the state */
  gint64 shift_start_us;       /* DWD_TIME_NONE: no shift that day */
  gint64 shift_end_us;
  gint64 break_start_us;       /* DWD_TIME_NONE: none */
  gint64 break_end_us;
  gint64 silent_until_us;
  gint64 reported_us;
  gboolean on_leave;
  GQueue unsent;               /* of Unsent: what the device could not report */
} DwsSimTechnician;

struct _DwsSimulation
{
  GObject parent_instance;

  DwsCity *city;               /* (owned) */
  DwsWorld *world;             /* owns the simulation */
  DwsSimulationOptions options;
  DwdZone *zone;               /* (owned) */
  gulong changed_handler;

  GPtrArray *technicians;      /* (owned) of DwsSimTechnician, by name */
  GPtrArray *customers;        /* (owned) of DwsSimCustomer, by name */
  GHashTable *jobs;            /* (owned): name → DwsSimJob */

  gint64 second_us;            /* the city has lived up to here */
  gint64 day_us;               /* local midnight of the day whose shifts are loaded */
  gint64 report_interval_us;
};

/* dws-sim-draw.c: numbers, times and JSON */
double      _dws_sim_draw (DwsSimulation *self,
                           const char    *name,
                           DwsDraw        draw);                       /* 0 ≤ x < 1 */
double      _dws_sim_between (DwsSimulation *self,
                              const char    *name,
                              DwsDraw        draw,
                              double         low,
                              double         high);
guint       _dws_sim_choose (DwsSimulation *self,
                             const char    *name,
                             DwsDraw        draw,
                             guint          n_choices);
gint64      _dws_sim_day (DwsSimulation *self,
                          gint64         at_us,
                          int            offset);
gint64      _dws_sim_at (DwsSimulation *self,
                         gint64         day_us,
                         int            minutes);                      /* local minutes of the day */
int         _dws_sim_weekday (DwsSimulation *self,
                              gint64         day_us);                  /* 0: Monday */
void        _dws_sim_set_text (JsonObject *object,
                               const char *member,
                               const char *text);
void        _dws_sim_set_datetime (DwsSimulation *self,
                                   JsonObject    *object,
                                   const char    *member,
                                   gint64         at_us);              /* naive; NONE: null */
void        _dws_sim_set_date (DwsSimulation *self,
                               JsonObject    *object,
                               const char    *member,
                               gint64         at_us);
void        _dws_sim_set_time (DwsSimulation *self,
                               JsonObject    *object,
                               const char    *member,
                               gint64         at_us);
gboolean    _dws_sim_put (DwsSimulation *self,
                          const char    *doctype,
                          const char    *name,
                          JsonObject    *fields,
                          const char    *user,
                          char         **new_name,
                          GError       **error);                       /* takes @fields */
const char *_dws_sim_get_text (JsonObject *object,
                               const char *member);                    /* "" where absent */
double      _dws_sim_get_number (JsonObject *object,
                                 const char *member);                  /* NAN where absent */

/* dws-sim-people.c */
gboolean    _dws_sim_write_people (DwsSimulation *self,
                                   GError       **error);
gboolean    _dws_sim_write_shifts (DwsSimulation *self,
                                   gint64         day_us,
                                   GError       **error);
void        _dws_sim_load_people (DwsSimulation *self);
void        _dws_sim_load_shifts (DwsSimulation *self,
                                  gint64         day_us);
DwsSimTechnician *_dws_sim_find_technician (DwsSimulation *self,
                                            const char    *name);
void        _dws_sim_technician_free (gpointer data);

/* dws-sim-customers.c */
gboolean    _dws_sim_write_customers (DwsSimulation *self,
                                      GError       **error);
void        _dws_sim_load_customers (DwsSimulation *self);
DwsSimCustomer *_dws_sim_pick_customer (DwsSimulation  *self,
                                        const char     *key,
                                        const char     *organization,
                                        const char     *zone,
                                        const DwdPoint *near);
void        _dws_sim_correct_address (DwsSimulation *self,
                                      gint64         now_us);

/* dws-sim-jobs.c */
gboolean    _dws_sim_write_day (DwsSimulation *self,
                                gint64         day_us,
                                gint64         now_us,
                                GError       **error);
gboolean    _dws_sim_write_request (DwsSimulation *self,
                                    const char    *key,
                                    const char    *organization,
                                    gint64         created_us,
                                    gint64         day_us,
                                    GError       **error);
void        _dws_sim_load_jobs (DwsSimulation *self);
void        _dws_sim_note_job (DwsSimulation *self,
                               const char    *name,
                               JsonObject    *document);               /* NULL: gone */
void        _dws_sim_carry_over (DwsSimulation *self,
                                 gint64         day_us);
double      _dws_sim_drive_seconds (DwsSimulation  *self,
                                    const DwdPoint *from,
                                    const DwdPoint *to);
double      _dws_sim_drive_factor (DwsSimulation *self,
                                   const char    *job);                /* actual over planned driving */
gint64      _dws_sim_set_out_us (DwsSimulation *self,
                                 const char    *job);                  /* against the plan; negative: early */
gint64      _dws_sim_settle_us (DwsSimulation *self,
                                const char    *job);
gint64      _dws_sim_work_us (DwsSimulation *self,
                              const char    *job,
                              gint64         planned_us);
void        _dws_sim_job_free (gpointer data);

/* dws-sim-technician.c */
void        _dws_sim_resume_technician (DwsSimulation    *self,
                                        DwsSimTechnician *technician,
                                        gint64            now_us);
void        _dws_sim_announce (DwsSimulation    *self,
                               DwsSimTechnician *technician,
                               gint64            now_us);
void        _dws_sim_step_technician (DwsSimulation    *self,
                                      DwsSimTechnician *technician,
                                      gint64            now_us);
void        _dws_sim_interrupt (DwsSimulation    *self,
                                DwsSimTechnician *technician,
                                DwsSimJob        *job,
                                gint64            now_us);

G_END_DECLS
